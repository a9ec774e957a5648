import { expect } from 'vitest';
import type { House } from '../harness/house.js';
import type { RemoteClient } from '../harness/remote-client.js';

/** Three clients, each in a process that can be killed, stopped or blocked. */
export async function threeOf(house: House): Promise<[RemoteClient, RemoteClient, RemoteClient]> {
  return (await house.clients()) as [RemoteClient, RemoteClient, RemoteClient];
}

/** For a call whose client is going to be killed: it never comes to an end there. */
export function neverAnswered(call: Promise<unknown>): Promise<void> {
  return expect(call).rejects.toThrow('the client’s process ended with SIGKILL');
}
