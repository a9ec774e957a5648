import { inspect } from 'node:util';
import { textOf } from '../objects/text-of.js';
import { Brokers, closeManagers } from './brokers.js';
import { loadTask } from './loading.js';
import type { FromWorker, Order, ToWorker } from './messages.js';
import { address, arrived, brokersOf, type Packed, pack, packThrown, unpack } from './parcel.js';

/** What a worker does: one order after the other, in the process that it is alone in. */
export class WorkerDuty {
  readonly #tell: (message: FromWorker) => void;
  readonly #brokers = new Brokers();
  /** Objects in results that the program may not have taken a reference to yet, by the number of the order. */
  readonly #kept = new Map<number, Packed>();

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  async heed(message: ToWorker): Promise<void> {
    switch (message.holdall) {
      case 'broker':
        return this.#brokers.introduce(message.broker, message.credentials);
      case 'run':
        return this.#run(message.number, message.order);
      case 'embody':
        return this.#embody(message.name, message.order);
      case 'received':
        return void this.#kept.delete(message.number);
      case 'end':
        return leave();
    }
  }

  async #run(number: number, order: Order): Promise<void> {
    try {
      const result = await this.#perform(order);
      await this.#report('done', number, pack(result, `task ${order.name}: result`));
    } catch (thrown) {
      await this.#fail(number, order, thrown).catch((error) => this.#fail(number, order, error));
    }
  }

  async #fail(number: number, order: Order, thrown: unknown): Promise<void> {
    await this.#report('failed', number, packThrown(thrown, `task ${order.name}: error`));
  }

  async #report(holdall: 'done' | 'failed', number: number, packed: Packed): Promise<void> {
    const parcel = await address(packed);
    // Not earlier: what cannot be addressed is never told, and nobody would let go of it.
    if (packed.proxies.length > 0) this.#kept.set(number, packed);
    this.#tell({ holdall, number, parcel });
  }

  async #embody(name: string, order: Order): Promise<never> {
    try {
      await this.#perform(order);
    } catch (thrown) {
      process.stderr.write(`${name} (process ${process.pid}): task ${order.name} failed\n${textOf(thrown, inspect)}\n`);
      process.exitCode = 1;
    }
    return leave();
  }

  async #perform(order: Order): Promise<unknown> {
    const run = await loadTask(order);
    for (const broker of brokersOf(order.args)) if (broker !== order.broker) await this.#brokers.connect(broker);
    if (order.broker !== undefined) await this.#brokers.makeCurrent(order.broker);
    const args = unpack(order.args, `task ${order.name}: the arguments`);
    try {
      return await run(...(args.value as unknown[]));
    } finally {
      // The program gives up the objects when it hears of the end. By then they must be ours, for what the task kept of
      // them; one that is gone has told whoever called it.
      await arrived(args).catch(() => {});
    }
  }
}

async function leave(): Promise<never> {
  await closeManagers();
  process.exit();
}
