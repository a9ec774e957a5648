import type { SharedSubscription } from '../../../src/objects/subscription/proxy.js';
import type { SharedTopic } from '../../../src/objects/topic/proxy.js';
import { conservation, disorder, type Got } from '../accounts.js';
import type { Program } from '../program.js';
import type { Course, Workload } from '../workload.js';

const TOPIC = 'topic';
const SUBSCRIPTIONS = ['first subscription', 'second subscription'] as const;

/** Publishers, and readers of two subscriptions: each subscription has every message once, in the order of publishing. */
export class TopicWorkload implements Workload {
  readonly names = 1 + SUBSCRIPTIONS.length;
  /** The moment from which on both subscriptions are there. */
  #isOpen = Number.POSITIVE_INFINITY;

  async turn(program: Program): Promise<void> {
    const topic = program.client.open.topic<string>(TOPIC);
    if (program.random.chance(0.5)) await this.#publish(program, topic);
    else await this.#read(program, topic, program.random.pick(SUBSCRIPTIONS), 'next');
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    const topic = auditor.client.open.topic<string>(TOPIC);
    for (const name of SUBSCRIPTIONS) {
      while ((await subscription(auditor, topic, name).size()) > 0) await this.#read(auditor, topic, name, 'next');
    }
    return [];
  }

  violations({ operations, lost }: Course): readonly string[] {
    const published = operations.filter(({ object }) => object === TOPIC);
    const expected = published.filter(({ called }) => called > this.#isOpen);
    return SUBSCRIPTIONS.flatMap((name) => {
      const reads = operations.filter(({ object }) => object === name);
      const all = reads.flatMap(({ client, outcome }) =>
        outcome.kind === 'value' ? [{ item: outcome.value, client }] : [],
      );
      const got: Got[] = all.filter(({ item }) => expected.some(({ args }) => args[0] === item));
      return [...conservation(expected, got, lost), ...(lost.size === 0 ? disorder(all) : [])];
    });
  }

  async #publish(program: Program, topic: SharedTopic<string>): Promise<void> {
    await this.#subscribe(program, topic);
    const item = program.newItem();
    await program.record({ object: TOPIC, type: 'topic', name: 'publish', args: [item] }, () => topic.publish(item));
  }

  /** Both subscriptions keep what is published until somebody reads it. */
  async #subscribe(program: Program, topic: SharedTopic<string>): Promise<void> {
    if (this.#isOpen < Number.POSITIVE_INFINITY) return;
    try {
      await Promise.all(SUBSCRIPTIONS.map((name) => subscription(program, topic, name).size()));
      this.#isOpen = Math.min(this.#isOpen, program.recorder.tick());
    } catch {
      // The session is over: another one will see to it.
    }
  }

  async #read(program: Program, topic: SharedTopic<string>, object: string, name: 'next'): Promise<void> {
    const called = { object, type: 'subscription', name, args: [] };
    await program.recordWait(called, (limits) => subscription(program, topic, object).next(limits));
  }
}

function subscription({ client }: Program, topic: SharedTopic<string>, name: string): SharedSubscription<string> {
  return client.open.subscription<string>(name, { topic });
}
