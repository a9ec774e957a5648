import { expect } from 'vitest';
import type { Wait } from '../waits.js';

export const eventWaits: readonly Wait[] = [
  {
    operation: 'event.wait',
    prepare: (client, name) => client.event(name).isSet(),
    wait: (client, name, options) => client.event(name).wait(options),
    late: false,
    grant: (client, name) => client.event(name).set(),
    expectUntaken: async (client, name) => expect(await client.event(name).wait()).toBe(true),
    expectTaken: async (client, name) => expect(await client.event(name).isSet()).toBe(true),
  },
];
