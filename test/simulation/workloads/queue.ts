import type { SharedQueue } from '../../../src/objects/queue/proxy.js';
import type { Operation } from '../../linearizability/history.js';
import { queue as queueModel } from '../../linearizability/models/queue.js';
import { conservation, disorder, type Got } from '../accounts.js';
import type { Program } from '../program.js';
import type { Random } from '../random.js';
import type { Course, Workload } from '../workload.js';

const NAME = 'queue';

/** Producers and consumers of one queue. No item is lost, none comes from nowhere, none comes twice, all in their order. */
export class QueueWorkload implements Workload {
  readonly names = 1;
  readonly models;
  readonly #order: 'fifo' | 'lifo' | 'priority';
  readonly #maxSize: number;

  constructor(random: Random) {
    this.#order = random.pick(['fifo', 'fifo', 'lifo', 'priority']);
    this.#maxSize = random.pick([0, 0, 1, 3]);
    this.models = { [NAME]: queueModel({ order: this.#order, maxSize: this.#maxSize }) };
  }

  async turn(program: Program): Promise<void> {
    const { random } = program;
    const acts = [
      () => this.#put(program),
      () => this.#get(program),
      () => this.#getNowait(program),
      () => this.#qsize(program),
    ];
    const chosen = random.pick([0, 0, 0, 1, 1, 2, 3]);
    await acts[chosen]?.();
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    for (;;) {
      const { kind } = await this.#getNowait(auditor);
      if (kind !== 'value') return [];
    }
  }

  violations({ operations, lost }: Course): readonly string[] {
    const ours = operations.filter(({ object }) => object === NAME);
    const puts = ours.filter(({ name }) => name === 'put');
    const got = gotBy(ours);
    // What comes back from a client that is lost comes behind what went on meanwhile.
    const isOrdered = this.#order === 'fifo' && lost.size === 0;
    return [...conservation(puts, got, lost), ...(isOrdered ? disorder(got) : [])];
  }

  #open({ client }: Program): SharedQueue<string> {
    return client.open.queue<string>(NAME, { order: this.#order, maxSize: this.#maxSize });
  }

  #called(name: string, args: readonly unknown[] = []) {
    return { object: NAME, type: 'queue', name, args };
  }

  async #put(program: Program): Promise<void> {
    const queue = this.#open(program);
    const item = program.newItem();
    const priority = this.#order === 'priority' ? program.random.between(0, 2) : 0;
    const options = this.#order === 'priority' ? { priority } : {};
    await program.recordWait(this.#called('put', [item, priority]), (limits) =>
      queue.put(item, { ...options, ...limits }),
    );
  }

  #get(program: Program) {
    const queue = this.#open(program);
    return program.recordWait(this.#called('get'), (limits) => queue.get(limits));
  }

  #getNowait(program: Program) {
    const queue = this.#open(program);
    return program.record(this.#called('getNowait'), () => queue.getNowait());
  }

  #qsize(program: Program) {
    const queue = this.#open(program);
    return program.record(this.#called('qsize'), () => queue.qsize());
  }
}

function gotBy(operations: readonly Operation[]): Got[] {
  const takings = operations.filter(({ name }) => name === 'get' || name === 'getNowait');
  return takings.flatMap(({ client, outcome }) => (outcome.kind === 'value' ? [{ item: outcome.value, client }] : []));
}
