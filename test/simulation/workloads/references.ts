import type { SharedQueue } from '../../../src/objects/queue/proxy.js';
import type { Program } from '../program.js';
import type { Workload } from '../workload.js';

const MAILBOX = 'mailbox';

type Parcel = SharedQueue<string>;

/** Objects without names that go from hand to hand: each lives as long as somebody has it, and no longer. */
export class ReferencesWorkload implements Workload {
  readonly names = 1;
  readonly #violations: string[] = [];
  /** Until they are disposed of, so that it is not JavaScript that gives them back, at a time of its own. */
  readonly #kept = new Set<Parcel>();

  async turn(program: Program): Promise<void> {
    if (program.random.chance(0.5)) await this.#post(program);
    else await this.#collect(program);
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    const mailbox = auditor.client.open.queue<Parcel>(MAILBOX);
    for (let left = await mailbox.qsize(); left > 0; left = await mailbox.qsize()) await this.#collect(auditor);
    return [];
  }

  violations(): readonly string[] {
    return this.#violations;
  }

  /** Makes an object, puts its name into it, and posts it; sometimes it is the mailbox's alone at once. */
  async #post(program: Program): Promise<void> {
    const mailbox = program.client.open.queue<Parcel>(MAILBOX);
    const parcel = program.client.open.queue<string>();
    const label = program.newItem();
    const filled = program.record({ object: label, type: 'parcel', name: 'put', args: [label] }, () =>
      parcel.put(label),
    );
    const posted = program.recordWait({ object: MAILBOX, type: 'mailbox', name: 'put', args: [label] }, (limits) =>
      mailbox.put(parcel, limits),
    );
    if (program.random.chance(0.5)) parcel[Symbol.dispose]();
    await Promise.all([filled, posted]);
    parcel[Symbol.dispose]();
  }

  async #collect(program: Program): Promise<void> {
    const mailbox = program.client.open.queue<Parcel>(MAILBOX);
    const called = { object: MAILBOX, type: 'mailbox', name: 'get', args: [] };
    const answer = await program.recordWait(
      called,
      async (limits) => this.#keep(await mailbox.get(limits)),
      () => 'a parcel',
    );
    if (answer.kind !== 'value') return;
    const parcel = answer.value;
    await this.#open(program, parcel);
    if (program.random.chance(0.3)) {
      await program.record({ ...called, name: 'put', args: ['a parcel'] }, () => mailbox.put(parcel));
    }
    this.#kept.delete(parcel);
    parcel[Symbol.dispose]();
  }

  /** What was put into it before it was posted is in it, unless its sender was lost on the way. */
  async #open(program: Program, parcel: Parcel): Promise<void> {
    const answer = await program.record({ object: 'parcel', type: 'parcel', name: 'peek', args: [] }, () =>
      parcel.peek(),
    );
    if (answer.kind === 'error' && answer.code === 'OBJECT_GONE') {
      this.#violations.push(`${program.client.name} has a parcel, and the object is gone`);
    }
  }

  #keep(parcel: Parcel): Parcel {
    this.#kept.add(parcel);
    return parcel;
  }
}
