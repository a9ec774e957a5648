import type { SharedDelivery } from '../../../src/objects/queue/delivery.js';
import type { SharedQueue } from '../../../src/objects/queue/proxy.js';
import { conservation, type Got } from '../accounts.js';
import type { Program } from '../program.js';
import { overlaps, Tenure } from '../tenures.js';
import type { Course, Workload } from '../workload.js';

const NAME = 'work queue';
const CALLED = { object: NAME, type: 'work queue' } as const;

/** In milliseconds: some work takes longer. */
const LEASE_MS = 300;

/** An item, while somebody worked at it. */
interface Delivery {
  readonly item: string;
  readonly attempt: number;
  readonly tenure: Tenure;
}

/** Workers that reserve items and acknowledge what they have done: each item is done once, and nobody's work is in vain. */
export class DeliveriesWorkload implements Workload {
  readonly names = 1;
  readonly #deliveries: Delivery[] = [];

  async turn(program: Program): Promise<void> {
    const queue = open(program);
    if (program.random.chance(0.5)) await this.#put(program, queue);
    else await this.#work(program, queue);
  }

  /** Works at what is left. */
  async audit(auditor: Program): Promise<readonly string[]> {
    const queue = open(auditor);
    const { reserved } = await queue.stats();
    for (let left = await queue.qsize(); left > 0; left = await queue.qsize()) {
      const delivery = await queue.reserve();
      this.#begin(auditor, delivery);
      await this.#ack(auditor, delivery);
    }
    const { unfinished } = await queue.stats();
    return [
      ...(reserved > 0 ? [`${reserved} items are reserved, and nobody is there`] : []),
      ...(unfinished > 0 ? [`${unfinished} items are unfinished, and all were acknowledged`] : []),
    ];
  }

  violations(course: Course): readonly string[] {
    const ours = course.operations.filter(({ object }) => object === NAME);
    const puts = ours.filter(({ name }) => name === 'put');
    const acks = ours.filter(({ name, outcome }) => name === 'ack' && outcome.kind !== 'error');
    const certain = acks.filter(({ outcome }) => outcome.kind === 'value');
    const isDone = (item: unknown) => certain.some(({ args }) => args[0] === item);
    // One in doubt was carried out if nobody else could acknowledge the item.
    const carriedOut = acks.filter((ack) => certain.includes(ack) || !isDone(ack.args[0]));
    const done: Got[] = carriedOut.map(({ client, args: [item] }) => ({ item, client }));
    return [...conservation(puts, done, course.lost), ...this.#shared(course), ...this.#repeatedAttempts()];
  }

  async #put(program: Program, queue: SharedQueue<string>): Promise<void> {
    const item = program.newItem();
    await program.record({ ...CALLED, name: 'put', args: [item] }, () => queue.put(item));
  }

  async #work(program: Program, queue: SharedQueue<string>): Promise<void> {
    const called = { ...CALLED, name: 'reserve', args: [] };
    const answer = await program.recordWait(
      called,
      (limits) => queue.reserve({ lease: LEASE_MS, ...limits }),
      ({ value }) => value,
    );
    if (answer.kind !== 'value') return;
    const delivery = answer.value;
    const tenure = this.#begin(program, delivery);
    await program.pause();
    tenure.end();
    if (program.random.chance(0.7)) await this.#ack(program, delivery);
    else await program.record({ ...CALLED, name: 'nack', args: [delivery.value] }, () => delivery.nack());
  }

  #begin(program: Program, { value, attempt, lost }: SharedDelivery<string>): Tenure {
    const tenure = new Tenure(program, lost);
    this.#deliveries.push({ item: value, attempt, tenure });
    return tenure;
  }

  async #ack(program: Program, delivery: SharedDelivery<string>): Promise<void> {
    await program.record({ ...CALLED, name: 'ack', args: [delivery.value] }, () => delivery.ack());
  }

  /** No item is worked at by two at a time. Leases are so short here that who is stopped for a moment misses their end. */
  #shared(course: Course): string[] {
    if (course.hadStops) return [];
    const items = new Set(this.#deliveries.map(({ item }) => item));
    return [...items].flatMap((item) => {
      const tenures = this.#deliveries.filter((delivery) => delivery.item === item).map(({ tenure }) => tenure);
      return overlaps(tenures, 1, course).map((overlap) => `item ${item}: ${overlap}`);
    });
  }

  #repeatedAttempts(): string[] {
    const attempts = this.#deliveries.map(({ item, attempt }) => `attempt ${attempt} of item ${item}`);
    return attempts.filter((each, index) => attempts.indexOf(each) < index).map((each) => `${each} was made twice`);
  }
}

function open({ client }: Program): SharedQueue<string> {
  return client.open.queue<string>(NAME);
}
