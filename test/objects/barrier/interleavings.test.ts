/** Every order in which programs can come, wait too long, give up and end, and the barrier be broken and reset. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Driver, type Guest } from '../../engine/driver.js';

const PARTIES = 3;

/** What can happen next. Those of a party begin with its number. */
type Act =
  | `${number} comes`
  | `${number} comes with an action`
  | `${number} gives up`
  | `${number} ends`
  | 'the time of one is over'
  | 'the action is done'
  | 'the action fails'
  | 'abort'
  | 'reset';

const harmless = /comes|done/;

/** A call of `wait`, as its caller sees it in the end. */
interface Wait {
  readonly guest: Guest;
  readonly call: number;
  /** What became of the action that it was told to run. */
  report?: unknown;
}

/** A barrier for three at an engine, and sessions that come. The fourth is early for the next round. */
class Scene {
  readonly driver = new Driver();
  readonly #probe = this.driver.guest();
  readonly guests: readonly Guest[];
  readonly waits: Wait[] = [];
  readonly #acts: Act[] = [];

  constructor(sessions: number, acts: readonly Act[] = []) {
    this.guests = Array.from({ length: sessions }, () => this.driver.guest());
    for (const guest of [this.#probe, ...this.guests]) guest.open(1, 'barrier', 'b', { parties: PARTIES });
    for (const act of acts) this.do(act);
  }

  do(act: Act): void {
    this.#acts.push(act);
    const runner = this.#runner();
    if (act === 'abort' || act === 'reset') this.#probe.call(1, act);
    else if (act === 'the time of one is over') this.driver.wakeUp();
    else if (act === 'the action is done') this.#report(runner, true);
    else if (act === 'the action fails') this.#report(runner, false);
    else this.#doOf(Number(act[0]), act.slice(2));
  }

  /** What makes a difference now. Parties are alike, so a second one acts only after the first has. */
  possible(): readonly Act[] {
    const acts: Act[] = ['abort', 'reset'];
    if (this.driver.wake !== undefined) acts.push('the time of one is over');
    if (this.#runner()) acts.push('the action is done', 'the action fails');
    for (const [party, guest] of this.guests.entries()) {
      if (guest.ended !== undefined) continue;
      const [pending] = this.#pendingOf(guest);
      if (pending) acts.push(`${party} gives up`);
      else if (this.#runner()?.guest !== guest) acts.push(`${party} comes`, `${party} comes with an action`);
      acts.push(`${party} ends`);
      if (!this.#acts.some((act) => act.startsWith(`${party} `))) break;
    }
    return acts;
  }

  /** Fails unless all went on or none did, each with an outcome of its own, and those who wait are not enough. */
  check(): void {
    const wentOn = Array.from({ length: PARTIES }, () => 0);
    for (const wait of this.waits) {
      if (wait.guest.answersTo(wait.call).length > 1) throw new Error('a call was answered twice');
      const index = this.#wentOnAs(wait);
      if (index !== undefined) wentOn[index] = (wentOn[index] ?? 0) + 1;
    }
    const pending = this.guests.flatMap((guest) => this.#pendingOf(guest)).length;
    const [isBroken, nWaiting] = [this.#ask('broken'), this.#ask('nWaiting')];
    // Who runs an action does not know yet whether its round was broken meanwhile.
    const isActing = this.#runner() !== undefined && nWaiting === PARTIES;
    const wanted = { pending: isBroken ? 0 : pending, nWaiting: isActing ? PARTIES : pending, isEnough: isActing };
    expect({ pending, nWaiting, isEnough: (nWaiting as number) >= PARTIES, wentOn }).toEqual({
      ...wanted,
      wentOn: wentOn.map(() => wentOn[0]),
    });
    if (this.#acts.every((act) => harmless.test(act))) {
      expect([isBroken, this.waits.some((wait) => this.#outcome(wait) === 'BROKEN_BARRIER')]).toEqual([false, false]);
    }
  }

  #doOf(party: number, act: string): void {
    const guest = this.guests[party] as Guest;
    if (act === 'ends') guest.disconnect();
    else if (act === 'gives up') guest.cancel(this.#pendingOf(guest)[0]?.call as number);
    else {
      const call = guest.call(1, 'wait', [act !== 'comes'], { timeoutMs: 100 * (party + 1) });
      this.waits.push({ guest, call });
    }
  }

  /** The wait whose caller was told to run the action, and has not reported yet. */
  #runner(): Wait | undefined {
    return this.waits.find((wait) => wait.guest.ended === undefined && wait.report === undefined && this.#action(wait));
  }

  #report(runner: Wait | undefined, ok: boolean): void {
    if (!runner) throw new Error('nobody runs an action');
    const done = runner.guest.call(1, 'actionDone', [this.#action(runner), ok]);
    runner.report = runner.guest.outcome(done) === null && !ok ? 'failed' : runner.guest.outcome(done);
  }

  #outcome({ guest, call }: Wait): unknown {
    return guest.outcome(call);
  }

  #action(wait: Wait): number | undefined {
    const outcome = this.#outcome(wait);
    return Array.isArray(outcome) && outcome[1] !== null ? (outcome[1] as number) : undefined;
  }

  #wentOnAs(wait: Wait): number | undefined {
    const outcome = this.#outcome(wait);
    if (!Array.isArray(outcome)) return undefined;
    return outcome[1] === null || wait.report === null ? (outcome[0] as number) : undefined;
  }

  #pendingOf(guest: Guest): readonly Wait[] {
    if (guest.ended !== undefined) return [];
    return this.waits.filter((wait) => wait.guest === guest && this.#outcome(wait) === undefined);
  }

  #ask(operation: string): unknown {
    return this.#probe.outcome(this.#probe.call(1, operation));
  }
}

/** Takes every path of acts, each from the beginning: an engine cannot be copied. */
function explore(sessions: number, acts: readonly Act[], left: number): number {
  const scene = new Scene(sessions, acts);
  scene.check();
  if (left === 0) return 1;
  return scene.possible().reduce((sum, act) => sum + explore(sessions, [...acts, act], left - 1), 1);
}

describe('a barrier of three', () => {
  test('all go on or none does, in every order of what can happen', () => {
    expect(explore(PARTIES, [], 5)).toBeGreaterThan(10_000);
  });

  test('all go on or none does, in every order of what can happen while the action runs', () => {
    expect(explore(PARTIES + 1, ['0 comes', '1 comes', '2 comes with an action', '3 comes'], 3)).toBeGreaterThan(1_000);
  });

  test('all go on or none does, whatever happens for long', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 10, maxLength: 60 }), (choices) => {
        const scene = new Scene(PARTIES + 1);
        for (const choice of choices) {
          const possible = scene.possible();
          scene.do(possible[choice % possible.length] as Act);
          scene.check();
        }
      }),
      { numRuns: 300 },
    );
  });
});
