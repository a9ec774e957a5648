/** In which order the end of a session becomes known: to who holds something, to the broker, to calls that wait. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClientKind } from '../../protocol/messages.js';
import { Connection } from '../../src/client/connection.js';
import { realWorld, type World } from '../../src/client/world.js';
import { type RunningBroker, serve } from '../../src/index.js';
import type { ClientLink } from '../../src/transport/transport.js';
import { AUTHKEY } from '../harness/doors.js';

const ADDRESS = 'memory://ends-in-order';

let broker: RunningBroker;
let connection: Connection;
/** What happened since the session was opened. */
let order: string[];

const world: World = {
  ...realWorld,
  async connect(address, events, timeoutMs) {
    const link = await realWorld.connect(address, events, timeoutMs);
    const noted: ClientLink = {
      send: (...pieces) => {
        order.push('sent');
        link.send(...pieces);
      },
      close: () => {
        order.push('link closed');
        link.close();
      },
      ref: () => link.ref(),
      unref: () => link.unref(),
      reuse: (frame) => link.reuse(frame),
    };
    return noted;
  },
};

beforeEach(async () => {
  order = [];
  broker = await serve({ listen: ADDRESS, authkey: AUTHKEY });
  const credentials = { address: ADDRESS, authkey: Buffer.from(AUTHKEY) };
  connection = await Connection.open(credentials, 5_000, () => order.push('manager forgotten'), world);
  order = [];
});

afterEach(async () => {
  await connection.close();
  await broker.close();
});

function ask(): void {
  connection.ask([ClientKind.open, 1, 'lock', 'l', 'i'.repeat(22), {}], {
    resolve: () => order.push('answered'),
    reject: () => order.push('rejected'),
  });
}

describe('the end of a session', () => {
  test('that its program wants is told to holders first, then to the broker, and last to calls that wait', async () => {
    connection.onEnd(() => order.push('lost'));
    ask();
    await connection.close();
    expect(order).toEqual(['manager forgotten', 'lost', 'sent', 'rejected', 'link closed']);
  });

  test('that is a mistake is told to holders before the link is closed', async () => {
    connection.onEnd(() => order.push('lost'));
    ask();
    connection.onFrame(Buffer.from('garbage'));
    expect(order).toEqual(['manager forgotten', 'lost', 'link closed', 'rejected']);
  });

  test('is told at once to who asks after it, and not at all to who no longer listens', async () => {
    const stop = connection.onEnd(() => order.push('called off'));
    stop();
    await connection.close();
    connection.onEnd(({ code }) => order.push(code));
    expect(order).toEqual(['manager forgotten', 'sent', 'link closed', 'CLOSED']);
  });
});
