import type { Permit, SharedSemaphore } from '../../../src/objects/semaphore/proxy.js';
import { semaphore as semaphoreModel } from '../../linearizability/models/semaphore.js';
import type { Program } from '../program.js';
import type { Random } from '../random.js';
import { overlaps, Tenure } from '../tenures.js';
import type { Course, Workload } from '../workload.js';

const NAME = 'semaphore';

/** Programs that share permits, or pass them on to each other as signals. */
export class SemaphoreWorkload implements Workload {
  readonly names = 1;
  readonly models;
  readonly #permits: number;
  readonly #isBounded: boolean;
  /** The most permits that a program takes at a time: the model knows only of one. */
  readonly #most: number;
  /** Whether programs also release what they did not acquire: then nobody can say when a program had a permit. */
  readonly #isSignalled: boolean;
  readonly #tenures: Tenure[] = [];

  constructor(random: Random) {
    this.#permits = random.between(1, 3);
    this.#isBounded = random.chance(0.5);
    this.#most = random.pick([1, 1, this.#permits]);
    this.#isSignalled = this.#most === 1 && random.chance(0.4);
    this.models =
      this.#most === 1 ? { [NAME]: semaphoreModel({ permits: this.#permits, bounded: this.#isBounded }) } : {};
  }

  async turn(program: Program): Promise<void> {
    const { random } = program;
    if (this.#isSignalled && random.chance(0.3)) await this.#signal(program);
    else if (random.chance(0.2)) await this.#readValue(program);
    else await this.#hold(program);
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    const free = await this.#readValue(auditor);
    const isWhole = free.kind === 'value' && free.value === this.#permits;
    return isWhole || this.#isSignalled
      ? []
      : [`of ${this.#permits} permits ${JSON.stringify(free)} is free, and nobody is there`];
  }

  violations(course: Course): readonly string[] {
    return this.#isSignalled ? [] : overlaps(this.#tenures, this.#permits, course);
  }

  async #hold(program: Program): Promise<void> {
    const count = program.random.between(1, this.#most);
    const answer = await program.recordWait(
      called('acquire', [count]),
      (limits) => this.#open(program).acquire(count, limits),
      () => true,
    );
    if (answer.kind === 'value') await this.#use(program, answer.value);
  }

  async #use(program: Program, permit: Permit): Promise<void> {
    const tenure = new Tenure(program, permit.lost, permit.count);
    this.#tenures.push(tenure);
    while (program.goesOn && program.random.chance(0.5)) await program.pause();
    tenure.end();
    await program.record(called('release', [permit.count]), () => permit.release());
  }

  #signal(program: Program) {
    return program.record(called('release', [1]), () => this.#open(program).release());
  }

  #readValue(program: Program) {
    return program.record(called('value'), () => this.#open(program).value());
  }

  #open({ client }: Program): SharedSemaphore {
    const options = { permits: this.#permits };
    return this.#isBounded ? client.open.boundedSemaphore(NAME, options) : client.open.semaphore(NAME, options);
  }
}

function called(name: string, args: readonly unknown[] = []) {
  return { object: NAME, type: 'semaphore', name, args };
}
