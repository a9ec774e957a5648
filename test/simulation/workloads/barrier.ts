import { BrokenBarrierError } from '../../../protocol/errors.js';
import type { CallOptions } from '../../../src/objects/shared-object.js';
import { barrier as barrierModel } from '../../linearizability/models/barrier.js';
import type { Program } from '../program.js';
import type { Random } from '../random.js';
import { recordStages } from '../stages.js';
import type { Course, Workload } from '../workload.js';

const NAME = 'barrier';

/** What an action throws. */
class Failure extends Error {}

/** Programs that wait for each other. All of a round go on, or none. */
export class BarrierWorkload implements Workload {
  readonly names = 1;
  readonly models;
  readonly #parties: number;
  readonly #hasActions: boolean;

  constructor(random: Random) {
    this.#parties = random.between(2, 3);
    this.#hasActions = random.chance(0.5);
    this.models = { [NAME]: barrierModel({ parties: this.#parties }) };
  }

  async turn(program: Program): Promise<void> {
    const { random } = program;
    const hasAction = this.#hasActions && random.chance(0.5);
    if (random.chance(0.7)) await this.#wait(program, hasAction);
    else if (random.chance(0.6)) await this.#call(program, 'reset');
    else await this.#call(program, random.pick(['abort', 'broken', 'nWaiting']));
  }

  /** Whatever happened, it can be made new. */
  async audit(auditor: Program): Promise<readonly string[]> {
    await this.#call(auditor, 'reset');
    const waits = Array.from({ length: this.#parties }, () => this.#wait(auditor, false, {}));
    const places = (await Promise.all(waits)).map((answer) => answer.kind === 'value' && answer.value);
    const isWhole = places.every((place, index) => place === index);
    return isWhole ? [] : [`of ${this.#parties} who wait at a new barrier these go on: ${places.join()}`];
  }

  violations({ operations, lost }: Course): readonly string[] {
    const waits = operations.filter(({ object, name }) => object === NAME && name === 'leave');
    const places = waits.flatMap(({ outcome }) => (outcome.kind === 'value' ? [outcome.value] : []));
    const rounds = Array.from({ length: this.#parties }, (_, place) => places.filter((each) => each === place).length);
    const missing = rounds.reduce((sum, count) => sum + Math.max(...rounds) - count, 0);
    // Whose session ended may have gone on without being told so.
    const inDoubt = waits.filter(({ client, outcome }) => outcome.kind === 'unknown' && lost.has(client)).length;
    return missing > inDoubt ? [`places were taken ${rounds.join(', ')} times, and ${inDoubt} waits are in doubt`] : [];
  }

  /** `always`: whatever limits the program has otherwise. */
  #wait(program: Program, hasAction: boolean, always?: CallOptions) {
    const stages = ['arrive', 'leave'] as const;
    const args = [hasAction, program.newItem()] as const;
    return recordStages(program, { object: NAME, type: 'barrier', args, stages }, (limits) =>
      this.#waitWith(program, hasAction, always ?? limits),
    );
  }

  async #waitWith(program: Program, hasAction: boolean, limits: CallOptions): Promise<unknown> {
    const action = hasAction ? { action: () => this.#act(program) } : {};
    try {
      return await this.#open(program).wait({ ...limits, ...action });
    } catch (error) {
      if (error instanceof BrokenBarrierError) return limits.timeout === undefined ? 'broken' : 'broken or late';
      if (error instanceof Failure) return 'failed';
      throw error;
    }
  }

  async #act(program: Program): Promise<void> {
    if (program.random.chance(0.7)) await program.pause();
    if (program.random.chance(0.2)) throw new Failure();
  }

  async #call(program: Program, name: 'reset' | 'abort' | 'broken' | 'nWaiting'): Promise<void> {
    const called = { object: NAME, type: 'barrier', name, args: [] };
    await program.record<unknown>(called, () => this.#open(program)[name]());
  }

  #open({ client }: Program) {
    return client.open.barrier(NAME, { parties: this.#parties });
  }
}
