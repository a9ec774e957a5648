import { TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Client } from '../../harness/client.js';
import type { Wait } from '../waits.js';

const topicOf = (client: Client, name: string) => client.topic<string>(`${name}, the topic`);
const subscriptionOf = (client: Client, name: string) => client.subscription(name, { topic: topicOf(client, name) });

export const subscriptionWaits: readonly Wait[] = [
  {
    operation: 'subscription.next',
    objects: 2,
    prepare: (client, name) => subscriptionOf(client, name).size(),
    wait: (client, name, options) => subscriptionOf(client, name).next(options),
    late: TimeoutError,
    grant: (client, name) => topicOf(client, name).publish('granted'),
    expectUntaken: async (client, name) => expect(await subscriptionOf(client, name).nextMany(2)).toEqual(['granted']),
    expectTaken: async (client, name) => expect(await subscriptionOf(client, name).size()).toBe(0),
  },
  {
    operation: 'subscription.nextMany',
    objects: 2,
    prepare: (client, name) => subscriptionOf(client, name).size(),
    wait: (client, name, options) => subscriptionOf(client, name).nextMany(2, options),
    late: TimeoutError,
    grant: (client, name) => topicOf(client, name).publishMany(['granted', 'too']),
    expectUntaken: async (client, name) =>
      expect(await subscriptionOf(client, name).nextMany(3)).toEqual(['granted', 'too']),
    expectTaken: async (client, name) => expect(await subscriptionOf(client, name).size()).toBe(0),
  },
];
