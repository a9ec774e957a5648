import type { CallOptions } from '../../../src/objects/shared-object.js';
import { gatedEvent, gatedLatch } from '../../linearizability/models/gates.js';
import type { Program } from '../program.js';
import type { Random } from '../random.js';
import { recordStages } from '../stages.js';
import type { Workload } from '../workload.js';

type Type = 'event' | 'latch';

/** Programs that wait for an event or a latch, which are named as their types. */
export class GatesWorkload implements Workload {
  readonly names = 2;
  readonly models;
  readonly #count: number;

  constructor(random: Random) {
    this.#count = random.between(1, 8);
    this.models = { event: gatedEvent(), latch: gatedLatch({ count: this.#count }) };
  }

  async turn(program: Program): Promise<void> {
    const { random } = program;
    if (random.chance(0.4)) await this.#wait(program, random.pick(['event', 'latch']));
    else if (random.chance(0.3)) await this.#beckon(program);
    else if (random.chance(0.5)) await this.#call(program, 'event', random.pick(['set', 'clear', 'isSet']));
    else await this.#call(program, 'latch', random.pick(['countDown', 'countDown', 'count']));
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    await this.#call(auditor, 'event', 'isSet');
    await this.#call(auditor, 'latch', 'count');
    return [];
  }

  /** Who waits goes on, though the event is set for no time at all. */
  async #beckon(program: Program): Promise<void> {
    const wait = this.#wait(program, 'event');
    await Promise.all([wait, this.#call(program, 'event', 'set'), this.#call(program, 'event', 'clear')]);
  }

  #wait(program: Program, type: Type) {
    return recordStages(
      program,
      { object: type, type, args: [program.newItem()], stages: ['arrive', 'leave'] },
      (limits) => this.#open(program, type).wait(limits),
    );
  }

  #call(program: Program, type: Type, name: string) {
    const object = this.#open(program, type) as unknown as Record<string, () => Promise<unknown>>;
    return program.record({ object: type, type, name, args: [] }, () => (object[name] as () => Promise<unknown>)());
  }

  #open({ client }: Program, type: Type): { wait(options: CallOptions): Promise<boolean> } {
    return type === 'event' ? client.open.event(type) : client.open.latch(type, { count: this.#count });
  }
}
