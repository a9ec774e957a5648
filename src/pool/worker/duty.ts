import { inspect } from 'node:util';
import type { Id } from '../../../protocol/messages.js';
import { textOf } from '../../objects/text-of.js';
import { Fifo } from '../fifo.js';
import type { Claims } from '../messages/claims.js';
import type { Order, ToWorker } from '../messages/messages.js';
import { arrived, brokersOf, type Packed, type Parcel, packThrown, type Unpacked, unpack } from '../messages/parcel.js';
import { asTask } from '../tasks/current-task.js';
import { Answers } from './answers.js';
import { Brokers } from './brokers.js';
import { TaskContext } from './context.js';
import { fail, leave } from './leaving.js';
import { type TaskFunction, TaskLibrary } from './loading.js';
import { memoryInUse } from './memory.js';
import type { Outbox } from './outbox.js';
import { Run, type Workplace } from './run.js';
import { Turn } from './turn.js';

/** What a worker has of its own. */
export interface Equipment {
  readonly outbox: Outbox;
  readonly claims: Claims;
  readonly isBetweenThreads: boolean;
  /** Whether tasks are also found by their names alone. */
  readonly namesSuffice: boolean;
  /** Called once, when the worker has a moment, and before it runs any task. */
  readonly startWatch: () => void;
}

type Message<Kind extends ToWorker['kind']> = Extract<ToWorker, { readonly kind: Kind }>;

/** What a worker does: one order after the other. */
export class Duty {
  readonly #equipment: Equipment;
  readonly #outbox: Outbox;
  readonly #answers: Answers;
  readonly #library: TaskLibrary;
  readonly #brokers = new Brokers();
  readonly #turn = new Turn();
  readonly #waiting = new Fifo<Run>();
  /** Those that wait, and the one that runs: the program may speak to any of them. */
  readonly #runs = new Map<number, Run>();
  #workplace: Workplace;
  #isWorking = false;
  #isEnding = false;

  constructor(equipment: Equipment) {
    this.#equipment = equipment;
    this.#outbox = equipment.outbox;
    this.#answers = new Answers(equipment.outbox);
    this.#library = new TaskLibrary(equipment.namesSuffice);
    this.#workplace = this.#workplaceAt(0);
  }

  /** Nothing that a message asks for is done before this returns, except to take notice. */
  heed(message: ToWorker): void {
    switch (message.kind) {
      case 'broker':
        return this.#brokers.introduce(message.broker, message.id, message.credentials);
      case 'task':
        return this.#library.add(message.task, message);
      case 'welcome':
        return this.#enter(message.worker);
      case 'initialize':
        return void this.#initialize(message);
      case 'run':
        return this.#accept(message);
      case 'embody':
        return void this.#embody(message);
      case 'stop':
        return this.#runs.get(message.number)?.stop(message.parcel);
      case 'pull':
        return this.#runs.get(message.number)?.pull(message.count);
      case 'return':
        return this.#runs.get(message.number)?.return();
      case 'received':
        return this.#answers.received(message.id);
      case 'end':
        this.#isEnding = true;
        return void this.#work();
    }
  }

  // ── Beginnings ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #enter(place: number): void {
    this.#workplace = this.#workplaceAt(place);
    this.#outbox.send({ kind: 'ready' });
    void this.#outbox.flush();
    // Afterwards: it takes some milliseconds, in which the first order is on its way.
    this.#equipment.startWatch();
  }

  async #initialize({ worker, ...order }: Message<'initialize'>): Promise<void> {
    this.#equipment.startWatch();
    try {
      await this.#prepare(order);
      await this.#perform(order, this.#soleContext(order, worker), async (run, args) => void (await run(...args)));
    } catch (error) {
      return fail(this.#outbox, error, `initializer ${this.#library.nameOf(order.task)}: error`);
    }
    this.#workplace = this.#workplaceAt(worker);
    this.#outbox.send({ kind: 'ready' });
    void this.#outbox.flush();
  }

  async #embody({ name, ...order }: Message<'embody'>): Promise<void> {
    try {
      await this.#prepare(order);
      await this.#perform(order, this.#soleContext(order, 0), async (run, args) => void (await run(...args)));
    } catch (thrown) {
      const task = this.#library.nameOf(order.task);
      process.stderr.write(`${name} (process ${process.pid}): task ${task} failed\n${textOf(thrown, inspect)}\n`);
      process.exitCode = 1;
    }
    await leave();
  }

  /** Of a task that nobody stops or listens to. */
  #soleContext({ task }: Order, worker: number): TaskContext {
    const name = this.#library.nameOf(task);
    return new TaskContext({ name, worker, attempt: 1, isAsked: () => false, report: () => {} });
  }

  #workplaceAt(place: number): Workplace {
    const { claims, isBetweenThreads } = this.#equipment;
    return {
      place,
      isBetweenThreads,
      turn: this.#turn,
      isAsked: (number) => claims.isAskedToStop(number),
      tell: (kind, number, packed) => this.#answers.send(packed, (id, parcel) => ({ kind, number, id, parcel })),
    };
  }

  // ── Orders ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  #accept(order: Message<'run'>): void {
    const run = new Run(order, this.#library.nameOf(order.task), this.#workplace);
    this.#runs.set(order.number, run);
    this.#waiting.push(run);
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    // All that has come together is heard before the first of it is done.
    await undefined;
    this.#turn.begin();
    for (let run = this.#waiting.shift(); run; run = this.#waiting.shift()) {
      if (this.#turn.isOver) await this.#endTurn();
      if (this.#equipment.claims.take(run.order.number)) await this.#carryOut(run);
      this.#runs.delete(run.order.number);
    }
    this.#isWorking = false;
    const leaving = this.#outbox.flush();
    if (!this.#isEnding) return;
    await leaving;
    await leave();
  }

  async #endTurn(): Promise<void> {
    void this.#outbox.flush();
    await this.#turn.next();
  }

  async #carryOut(run: Run): Promise<void> {
    // Goes out together with the answer of the one before.
    const leaving = this.#outbox.sendAhead({ kind: 'begun', number: run.order.number });
    if (leaving !== undefined) await leaving;
    try {
      const preparing = this.#prepare(run.order);
      if (preparing !== undefined) await preparing;
      const packed = await this.#perform(run.order, run.context, (task, args) => run.carryOut(task, args));
      const sending = this.#answer('done', run, packed);
      if (sending !== undefined) await sending;
    } catch (thrown) {
      await this.#fail(run, thrown).catch((error) => this.#fail(run, error));
    }
  }

  async #fail(run: Run, thrown: unknown): Promise<void> {
    await this.#answer('failed', run, packThrown(thrown, `task ${run.name}: error`));
  }

  #answer(kind: 'done' | 'failed', run: Run, packed: Packed): Promise<void> | undefined {
    const { order, ranMs } = run;
    const memoryBytes = memoryInUse();
    return this.#answers.send(packed, (id, parcel) => ({
      kind,
      number: order.number,
      id,
      ranMs,
      memoryBytes,
      parcel,
    }));
  }

  /** Makes the task ready to be run. Gives a promise only where that has to be waited for. */
  #prepare({ task, broker, parcel }: Order): Promise<unknown> | undefined {
    const current = this.#brokers.idOf(broker);
    if (this.#library.loaded(task) && parcel.objects.length === 0) {
      return current === undefined ? undefined : this.#brokers.makeCurrent(current);
    }
    return this.#prepareAnew(task, parcel, current);
  }

  async #prepareAnew(task: number, parcel: Parcel, current: Id | undefined): Promise<void> {
    await this.#library.load(task);
    for (const broker of brokersOf(parcel)) if (broker !== current) await this.#brokers.connect(broker);
    if (current !== undefined) await this.#brokers.makeCurrent(current);
  }

  /** Lets the task, which is prepared, run by `carryOut`. */
  async #perform<T>(
    order: Order,
    context: TaskContext,
    carryOut: (run: TaskFunction, args: readonly unknown[]) => Promise<T>,
  ): Promise<T> {
    const run = this.#library.loaded(order.task) as TaskFunction;
    const args = unpack(order.parcel, `task ${context.name}: the arguments`);
    try {
      return await asTask(context, () => carryOut(run, args.value as readonly unknown[]));
    } finally {
      if (args.proxies.length > 0) await arrivedSomehow(args);
    }
  }
}

/**
 * The program gives up the objects when it hears of the end. By then they must be ours, for what the task kept of them; one
 * that is gone has told whoever called it.
 */
async function arrivedSomehow(args: Unpacked): Promise<void> {
  await arrived(args).catch(() => {});
}
