import type { SharedCondition } from '../../../src/objects/condition/proxy.js';
import type { LockGrant } from '../../../src/objects/lock/grant.js';
import { condition as conditionModel } from '../../linearizability/models/condition.js';
import { list as listModel } from '../../linearizability/models/list.js';
import type { Program } from '../program.js';
import type { Random } from '../random.js';
import { recordStages } from '../stages.js';
import { overlaps, Tenure } from '../tenures.js';
import type { Course, Workload } from '../workload.js';

/** The lock and its conditions are judged as one object. */
const MONITOR = 'monitor';
const BUFFER = 'buffer';
const DOOR = 'lock of the conditions';
const MOST_ITEMS = 2;

/** More than ever wait. */
const ALL = 1_000;

type Condition = 'not empty' | 'not full';

type Method = (...args: readonly string[]) => Promise<unknown>;

/** A program that has the lock. */
interface Stay {
  readonly program: Program;
  readonly owner: string;
  readonly grant: LockGrant;
  /** Anew after each wait; nothing when the wait did not come back to the lock. */
  tenure: Tenure | undefined;
}

/** Producers and consumers of a bounded buffer, as in textbooks: a list, a lock and conditions. */
export class ConditionWorkload implements Workload {
  readonly names;
  readonly models = { [MONITOR]: conditionModel(), [BUFFER]: listModel() };
  /** The lock that was given to the conditions; without one there is one condition for all, with its own. */
  readonly #given: 'lock' | 'rLock' | undefined;
  readonly #tenures: Tenure[] = [];

  constructor(random: Random) {
    this.#given = random.pick(['lock', 'rLock', undefined]);
    this.names = this.#given === undefined ? 2 : 4;
  }

  async turn(program: Program): Promise<void> {
    const { random } = program;
    const condition = random.pick<Condition>(['not empty', 'not full']);
    const act = random.pick(['put', 'take', 'wait', 'wait', 'notify']);
    await this.#hold(program, async (stay) => {
      if (act === 'put') await this.#put(stay);
      else if (act === 'take') await this.#take(stay);
      else if (act === 'wait') await this.#wait(stay, condition);
      else await this.#announce(stay, condition);
    });
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    await this.#list(auditor, 'copy', []);
    const conditions = ['not empty', 'not full'] as const;
    const locked = await Promise.all(conditions.map((condition) => this.#open(auditor, condition).locked()));
    return locked.includes(true) ? ['the lock is held, and nobody is there'] : [];
  }

  violations(course: Course): readonly string[] {
    const pushes = course.operations.filter(({ object, name }) => object === BUFFER && name === 'push');
    const tooMany = pushes.filter(({ outcome }) => outcome.kind === 'value' && Number(outcome.value) > MOST_ITEMS);
    return [
      ...overlaps(this.#tenures, 1, course),
      ...tooMany.map(({ client }) => `${client} put an item into the buffer when it was full`),
    ];
  }

  async #hold(program: Program, use: (stay: Stay) => Promise<void>): Promise<void> {
    const owner = program.newItem();
    const condition = this.#open(program, 'not full');
    const answer = await program.recordWait(
      called('acquire', [owner]),
      (limits) => condition.acquire({ ...limits, owner }),
      () => true,
    );
    if (answer.kind !== 'value') return;
    const stay: Stay = { program, owner, grant: answer.value, tenure: this.#begin(program, answer.value) };
    await use(stay);
    if (!stay.tenure) return;
    stay.tenure.end();
    await program.record(called('release', [owner]), () => answer.value.release());
  }

  async #put(stay: Stay): Promise<void> {
    const { program } = stay;
    if (!(await this.#until(stay, 'not full', (length) => length < MOST_ITEMS))) return;
    await this.#list(program, 'push', [program.newItem()]);
    await this.#notify(stay, 'not empty', this.#given === undefined ? ALL : 1);
  }

  async #take(stay: Stay): Promise<void> {
    if (!(await this.#until(stay, 'not empty', (length) => length > 0))) return;
    await this.#list(stay.program, 'shift', []);
    await this.#notify(stay, 'not full', this.#given === undefined ? ALL : 1);
  }

  /** Whether the buffer came to be so, and the lock is held. */
  async #until(stay: Stay, condition: Condition, isSo: (length: number) => boolean): Promise<boolean> {
    while (stay.tenure) {
      const length = await this.#list(stay.program, 'length', []);
      if (length.kind !== 'value') return false;
      if (isSo(Number(length.value))) return true;
      if (!stay.program.goesOn) return false;
      await this.#wait(stay, condition);
    }
    return false;
  }

  /** Who is notified waits for the lock meanwhile. */
  async #announce(stay: Stay, condition: Condition): Promise<void> {
    const { program } = stay;
    await this.#notify(stay, condition, program.random.pick([0, 1, 1, 1, 2, ALL]));
    while (program.goesOn && program.random.chance(0.8)) await program.pause();
  }

  async #wait(stay: Stay, condition: Condition): Promise<void> {
    const { program, owner, grant } = stay;
    const proxy = this.#open(program, condition);
    const args = [owner, this.#nameOf(condition), program.newItem()] as const;
    stay.tenure?.end();
    const answer = await recordStages(
      program,
      { object: MONITOR, type: 'condition', args, stages: ['arrive', 'leave', 'relock'] },
      (limits) => proxy.wait({ ...limits, owner }),
    );
    stay.tenure = answer.kind === 'value' ? this.#begin(program, grant) : undefined;
  }

  async #notify({ program, owner }: Stay, condition: Condition, count: number): Promise<void> {
    const proxy = this.#open(program, condition);
    await program.record(called('notify', [owner, this.#nameOf(condition), count]), () =>
      count === ALL ? proxy.notifyAll({ owner }) : proxy.notify(count, { owner }),
    );
  }

  #begin(program: Program, grant: LockGrant): Tenure {
    const tenure = new Tenure(program, grant.lost);
    this.#tenures.push(tenure);
    return tenure;
  }

  #list(program: Program, name: 'push' | 'shift' | 'length' | 'copy', args: readonly string[]) {
    const list = program.client.open.list<string>(BUFFER) as unknown as Record<string, Method>;
    return program.record({ object: BUFFER, type: 'list', name, args }, () => (list[name] as Method)(...args));
  }

  #open({ client: { open } }: Program, condition: Condition): SharedCondition {
    const name = this.#nameOf(condition);
    return this.#given === undefined ? open.condition(name) : open.condition(name, { lock: open[this.#given](DOOR) });
  }

  #nameOf(condition: Condition): string {
    return this.#given === undefined ? 'condition' : condition;
  }
}

function called(name: string, args: readonly unknown[]) {
  return { object: MONITOR, type: 'condition', name, args };
}
