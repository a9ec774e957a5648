/** A broker that is killed while ten thousand calls are under way. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeClientPacket, decodeValue } from '../../src/wire/index.js';
import { AUTHKEY, addressOf, serveIn } from '../harness/doors.js';
import { assertNoChildren, Program } from '../harness/processes.js';
import { calm, HANDSHAKE_FRAMES, type Weather } from '../harness/weather.js';
import { ZmtpProxy } from '../harness/zmtp-proxy.js';

const CLIENTS = 100;
const CALLS = 100;

interface Report {
  readonly begun: number;
  readonly puts: Readonly<Record<'done' | 'no' | 'unknown', readonly number[]>>;
  readonly endings: Readonly<Record<string, number>>;
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
});
afterEach(async () => {
  await assertNoChildren();
  await rm(directory, { recursive: true });
});

/** Collects the items that clients put, as they reach the broker. */
function watching(items: Set<number>): Weather {
  return (passing) => {
    if (passing.direction === 'to the broker' && passing.number > HANDSHAKE_FRAMES) {
      for (const item of itemsIn(passing.body)) items.add(item);
    }
    return calm(passing);
  };
}

function itemsIn(frame: Uint8Array): number[] {
  const [, , messages] = decodeClientPacket(frame);
  return messages.flatMap((message) => {
    const [, , operation, args] = message as readonly unknown[];
    return operation === 'put' ? [decodeValue((args as readonly Uint8Array[])[0] as Uint8Array) as number] : [];
  });
}

describe.each(['ipc', 'tcp'])('a broker killed with SIGKILL, over %s, under ten thousand calls', (scheme) => {
  test('fails each of them once, tells the truth of what happened, and lets the program end', async () => {
    const daemon = serveIn(scheme === 'ipc' ? `ipc://${join(directory, 'broker')}` : 'tcp://127.0.0.1:*');
    const proxy = await ZmtpProxy.to(await addressOf(daemon));
    const seen = new Set<number>();
    proxy.weather = watching(seen);
    const program = new Program(
      'test/faults/programs/many-callers.mjs',
      [proxy.address, String(CLIENTS), String(CALLS)],
      { env: { HOLDALL_AUTHKEY: AUTHKEY }, ipc: true },
    );
    await once(program.child, 'message');
    const told = once(program.child, 'message');
    await daemon.slay();
    await proxy.close();

    const [{ begun, puts, endings }] = (await told) as [Report];
    const count = (...kinds: readonly string[]) => kinds.reduce((sum, kind) => sum + (endings[kind] ?? 0), 0);
    expect(count('OK yes', 'BROKER_GONE no', 'BROKER_GONE unknown')).toBe(begun);
    expect(count('BROKER_GONE no', 'BROKER_GONE unknown')).toBe(CLIENTS * CALLS + CLIENTS);
    expect(puts.no.filter((item) => seen.has(item))).toEqual([]);
    expect(puts.done.filter((item) => !seen.has(item))).toEqual([]);
    expect(await program.ended).toMatchObject({ code: 0, signal: null, errors: '' });
  });
});
