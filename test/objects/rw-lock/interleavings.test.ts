/** Whatever sessions do with an rwLock, at one engine, compared to a list of who came when. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Driver, type Guest } from '../../engine/driver.js';

interface Asked {
  readonly guest: Guest;
  readonly call: number;
  readonly writes: boolean;
}

/** What a right lock grants: from the front of the line, readers together and writers alone. */
class Model {
  held: Asked[] = [];
  line: Asked[] = [];

  ask(asked: Asked): void {
    this.line.push(asked);
    this.#grant();
  }

  leave(isGone: (asked: Asked) => boolean): void {
    this.held = this.held.filter((asked) => !isGone(asked));
    this.line = this.line.filter((asked) => !isGone(asked));
    this.#grant();
  }

  #grant(): void {
    for (let [next] = this.line; next && this.#admits(next); [next] = this.line) {
      this.held.push(next);
      this.line.shift();
    }
  }

  #admits({ writes }: Asked): boolean {
    return this.held.length === 0 || !(writes || this.held.some((held) => held.writes));
  }
}

type Act = {
  readonly guest: number;
  readonly act: 'read' | 'write' | 'leave' | 'end' | 'give up';
  readonly pick: number;
};

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    guest: fc.nat({ max: 3 }),
    act: fc.constantFrom('read', 'read', 'write', 'leave', 'leave', 'leave', 'give up', 'end'),
    pick: fc.nat(),
  }),
  { maxLength: 60 },
);

test('readers share, writers are alone, and all are served in the order of arrival', () => {
  fc.assert(
    fc.property(acts, (steps) => {
      const [driver, model] = [new Driver(), new Model()];
      const probe = driver.guest();
      const guests = Array.from({ length: 4 }, () => driver.guest());
      for (const guest of [probe, ...guests]) guest.open(1, 'rwLock', 'l');
      for (const step of steps) {
        const guest = guests[step.guest] as Guest;
        if (guest.ended === undefined) take(step, guest, model);
        for (const { guest: holder, call } of model.held)
          expect(holder.outcome(call)).toEqual([expect.any(Number), expect.any(Boolean)]);
        for (const { guest: waiter, call } of model.line) expect(waiter.outcome(call)).toBeUndefined();
        const readers = model.held.filter(({ writes }) => !writes).length;
        expect(probe.outcome(probe.call(1, 'state'))).toEqual({ readers, writer: readers < model.held.length });
      }
    }),
  );
});

function take({ act, pick }: Act, guest: Guest, model: Model): void {
  if (act === 'read' || act === 'write') {
    const writes = act === 'write';
    const call = guest.call(1, writes ? 'acquireWrite' : 'acquireRead');
    model.ask({ guest, call, writes });
  } else if (act === 'end') {
    guest.disconnect();
    model.leave((asked) => asked.guest === guest);
  } else {
    const own = (act === 'leave' ? model.held : model.line).filter((asked) => asked.guest === guest);
    const chosen = own[pick % Math.max(1, own.length)];
    if (!chosen) return;
    if (act === 'leave') guest.call(1, 'release', [(guest.outcome(chosen.call) as [number])[0]]);
    else guest.cancel(chosen.call);
    model.leave((asked) => asked === chosen);
  }
}
