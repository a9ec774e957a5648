import { type CallStatistics, Manager, prometheusText, type RunningBroker, type Statistics, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LoopDelay } from '../../src/broker/loop-delay.js';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { parseExposition, sampleOf } from '../harness/exposition.js';
import { waiting } from '../harness/house.js';
import { rogue } from '../user-types/programs/types.mjs';

let served = 0;
let broker: RunningBroker;
let manager: Manager;
beforeEach(async () => {
  broker = await serve({
    listen: `memory://statistics-${++served}`,
    authkey: AUTHKEY,
    types: [new URL('../user-types/programs/types.mjs', import.meta.url)],
  });
  manager = await connect();
});
afterEach(async () => {
  await manager.close();
  await broker.close();
});

function connect(authkey = AUTHKEY): Promise<Manager> {
  return Manager.connect(broker.addresses[0] as string, { authkey });
}

function callsOf({ calls }: Statistics, type: string, operation: string): CallStatistics | undefined {
  return calls.find((each) => each.type === type && each.operation === operation);
}

describe('the statistics of calls', () => {
  test('count each call once, by how it ended', async () => {
    const queue = manager.queue<number>('q');
    const lock = manager.lock('l');
    await queue.put(1);
    await queue.get();
    await expect(queue.get({ timeout: 0 })).rejects.toMatchObject({ code: 'EMPTY' });
    const cancel = new AbortController();
    const cancelled = queue.get({ signal: cancel.signal });
    await waiting(manager);
    cancel.abort();
    await expect(cancelled).rejects.toBe(cancel.signal.reason);
    await lock.acquire();
    const statistics = await manager.statistics();
    expect(callsOf(statistics, 'queue', 'put')?.ends).toEqual({ ok: 1 });
    expect(callsOf(statistics, 'queue', 'get')?.ends).toEqual({ ok: 1, EMPTY: 1, CANCELLED: 1 });
    expect(callsOf(statistics, 'lock', 'acquire')?.ends).toEqual({ ok: 1 });
  });

  test('tell what a type of users threw from faults, and calls of abandoned sessions from others', async () => {
    const other = await connect();
    await expect(other.open(rogue, 't').throw('own')).rejects.toThrow();
    const left = other
      .queue('q')
      .get()
      .catch(() => {});
    await waiting(other);
    await other.close();
    await left;
    const statistics = await manager.statistics();
    expect(callsOf(statistics, 'rogue', 'throw')?.ends).toEqual({ thrown: 1 });
    expect(callsOf(statistics, 'queue', 'get')).toMatchObject({ ends: { abandoned: 1 }, waiting: 0 });
  });

  test('count those that wait, and how long they waited when they have ended; the others not among them', async () => {
    const queue = manager.queue<number>('q');
    await queue.put(0);
    await queue.get();
    const got = queue.get();
    await waiting(manager);
    expect(callsOf(await manager.statistics(), 'queue', 'get')).toMatchObject({ waiting: 1, waits: null });
    await queue.put(1);
    await got;
    const { waiting: left, waits } = callsOf(await manager.statistics(), 'queue', 'get') as CallStatistics;
    expect(left).toBe(0);
    expect(waits?.counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(waits?.counts).toHaveLength((waits?.boundsMs.length ?? 0) + 1);
  });

  test('see a wait that goes on as another as one call', async () => {
    const condition = manager.condition('c');
    await condition.run(() => condition.wait({ timeout: 1 }));
    const statistics = await manager.statistics();
    const ends = callsOf(statistics, 'condition', 'wait')?.ends;
    expect(Object.values(ends ?? {})).toEqual([1]);
    expect(statistics.calls.every(({ waiting: left }) => left === 0)).toBe(true);
  });
});

describe('the statistics of the rest', () => {
  test('count sessions by how they ended, and clients that were not let in', async () => {
    await (await connect()).close();
    await expect(connect('another authkey of some length')).rejects.toMatchObject({ code: 'AUTHENTICATION' });
    const { sessions } = await manager.statistics();
    expect(sessions).toEqual({ now: 1, away: 0, begun: 2, ended: { bye: 1 }, refused: { AUTHENTICATION: 1 } });
  });

  test('count objects by type: those there are, and all that were made', async () => {
    await manager.queue('named').put(1);
    const other = await connect();
    await other.queue().put(1);
    await other.close();
    const { objects } = await manager.statistics();
    expect(objects.find(({ type }) => type === 'queue')).toEqual({ type: 'queue', now: 1, made: 2 });
  });

  test('count frames and their bytes, and what packets took', async () => {
    const before = broker.statistics();
    await manager.ping();
    const after = broker.statistics();
    expect(after.traffic.framesIn - before.traffic.framesIn).toBeGreaterThanOrEqual(1);
    expect(after.traffic.bytesIn).toBeGreaterThan(before.traffic.bytesIn);
    expect(after.traffic.framesOut - before.traffic.framesOut).toBeGreaterThanOrEqual(1);
    expect(after.traffic.bytesOut).toBeGreaterThan(before.traffic.bytesOut);
    const seen = ({ packets }: Statistics) => packets.counts.reduce((sum, count) => sum + count);
    expect(seen(after)).toBeGreaterThan(seen(before));
  });

  test('measure how late the event loop is from the second look on', async () => {
    expect(broker.statistics().process.loopDelay).toBeNull();
    await eventually(
      () => (broker.statistics().process.loopDelay?.counts ?? [0]).some((count) => count > 0),
      () => 'the loop was looked at',
    );
  });

  test('are of the broker, the same for a client and for the program that runs it', async () => {
    const asked = await manager.statistics();
    const own = broker.statistics();
    expect(Object.keys(own).sort()).toEqual(Object.keys(asked).sort());
    expect(own.objects).toEqual(asked.objects);
  });
});

test('a loop delay that nobody asks for any more keeps no timer', () => {
  const delay = new LoopDelay();
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  delay.statistics();
  delay.stop();
  expect(timers()).toBe(before);
});

describe('prometheusText', () => {
  test('is what Prometheus reads: names, types, help, labels and rising buckets', async () => {
    const queue = manager.queue<number>('q');
    const got = queue.get();
    await waiting(manager);
    await queue.put(1);
    await got;
    broker.statistics();
    await eventually(
      () => broker.statistics().process.loopDelay !== null,
      () => 'the loop was looked at',
    );
    const families = parseExposition(prometheusText(broker.statistics()));
    expect([...families.keys()]).toEqual(expect.arrayContaining(['holdall_calls_total', 'holdall_packet_seconds']));
    expect(sampleOf(families, 'holdall_calls_total{type="queue",operation="get",outcome="ok"}')).toBe(1);
    expect(sampleOf(families, 'holdall_call_wait_seconds_count{type="queue",operation="get"}')).toBe(1);
    expect(sampleOf(families, 'holdall_sessions{state="connected"}')).toBe(1);
    expect(sampleOf(families, 'holdall_objects{type="queue"}')).toBe(1);
    expect(families.get('holdall_event_loop_delay_seconds')?.type).toBe('histogram');
  });

  test('has labels of types, operations, codes and reasons only: never names of objects or of clients', async () => {
    await manager.queue('a name that is seen nowhere').put(1);
    const text = prometheusText(broker.statistics());
    expect(text).not.toContain('seen nowhere');
    expect(text).not.toContain('pid-');
    const labels = [...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label);
    const known = ['type', 'operation', 'outcome', 'state', 'reason', 'code', 'direction', 'le'];
    expect(labels.filter((label) => !known.includes(label as string))).toEqual([]);
  });
});
