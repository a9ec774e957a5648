/** When our own ZMTP client takes the other side for dead: not sooner because it is busy itself, and hardly later. */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../src/transport/zmtp/heartbeat.js';

const TIMEOUT_MS = 5_000;

let asked: number;
let silences: string[];
let heartbeat: Heartbeat;
/** Runs the interval once: how often it does in a busy program, nobody can tell. */
let interval: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const timer = setInterval(() => {}).unref();
  vi.spyOn(globalThis, 'setInterval').mockImplementationOnce((callback) => {
    interval = callback;
    return timer;
  });
  asked = 0;
  silences = [];
  heartbeat = new Heartbeat(
    () => asked++,
    (reason) => silences.push(reason),
  );
});

afterEach(() => {
  heartbeat.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Time passes, and what has arrived is read. */
async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await setImmediate();
}

describe('the other side', () => {
  test.for([0, 1, 10])('is gone five seconds after it was asked in vain, and %i times since', async (times) => {
    interval();
    for (let i = 0; i < times; i++) interval();
    await pass(TIMEOUT_MS - 1);
    expect(silences).toEqual([]);
    await pass(1);
    expect(silences).toHaveLength(1);
    expect(asked).toBe(1 + times);
  });

  test('is not gone where its answer is read after the time was over', async () => {
    interval();
    vi.advanceTimersByTime(2 * TIMEOUT_MS);
    heartbeat.heard();
    await pass(TIMEOUT_MS);
    expect(silences).toEqual([]);
  });

  test('that answered has five seconds from when it is asked again', async () => {
    interval();
    await pass(TIMEOUT_MS - 1);
    heartbeat.heard();
    await pass(TIMEOUT_MS);
    interval();
    await pass(TIMEOUT_MS - 1);
    expect(silences).toEqual([]);
    await pass(1);
    expect(silences).toHaveLength(1);
  });
});
