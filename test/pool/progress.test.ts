import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ArgumentError } from '../../protocol/errors.js';
import { startImap } from '../../src/pool/calls/imap.js';
import { startMap } from '../../src/pool/calls/map.js';
import { type ProgressOption, type ProgressStream, progressStarter } from '../../src/pool/calls/progress.js';
import { type ProgressState, progressLine } from '../../src/pool/calls/progress-line.js';
import { caller, HandPool } from './hand-pool.js';

/** A terminal that keeps what was written to it. */
class Terminal implements ProgressStream {
  columns = 60;
  isTTY = true;
  readonly written: string[] = [];

  write(text: string) {
    this.written.push(text);
  }

  /** What it shows: what was written to its last line last. */
  get last() {
    return this.written.at(-1)?.replace('\u001b[K', '');
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the line of a progress bar', () => {
  const state: ProgressState = { label: 'resize', done: 420, total: 1_000, elapsedMs: 34_000, isOver: false };

  it('has share, count, rate, and the time that is left', () => {
    expect(progressLine(state, 60)).toBe('resize   42% ███████░░░░░░░░░░░  420/1000  12.4/s  eta 00:47');
    expect(progressLine(state, 44)).toBe('resize   42%  420/1000  12.4/s  eta 00:47');
  });

  it('has count and rate where no total is known', () => {
    expect(progressLine({ ...state, total: undefined }, 60)).toBe('resize  420  12.4/s');
  });

  it('has the time that it took when it is over', () => {
    expect(progressLine({ ...state, done: 1_000, elapsedMs: 3_700_000, isOver: true }, 60)).toContain('100%');
    expect(progressLine({ ...state, done: 1_000, elapsedMs: 3_700_000, isOver: true }, 60)).toContain('in 01:01:40');
  });

  it.each([1, 5, 10, 20, 30, 40, 50])('is never wider than %i columns', (columns) => {
    expect([...progressLine(state, columns)].length).toBeLessThanOrEqual(columns);
    expect([...progressLine({ ...state, label: '寸法' }, columns)].length).toBeLessThanOrEqual(columns);
  });

  it('has no share of nothing, and none above all', () => {
    expect(progressLine({ ...state, done: 0, total: 0 }, 60)).toContain('100%');
    expect(progressLine({ ...state, done: 5, total: 4 }, 60)).toContain('100%');
  });
});

describe('a progress bar', () => {
  const start = (option: ProgressOption, known?: number) => progressStarter(option, known)();

  it('is drawn at once, over itself, and at most ten times a second', () => {
    const stream = new Terminal();
    const bar = start({ label: 'resize', stream }, 100);
    expect(stream.last).toMatch(/^resize +0% .* 0\/100 .*\r$/);
    for (let n = 0; n < 50; n++) bar.advance(1);
    expect(stream.written.length).toBe(1);
    vi.advanceTimersByTime(100);
    expect(stream.written.length).toBe(2);
    expect(stream.last).toContain('50/100');
    bar.end();
  });

  it('is drawn again while nothing is done, for the time goes on', () => {
    const stream = new Terminal();
    const bar = start({ stream }, 2);
    bar.advance(1);
    vi.advanceTimersByTime(4_500);
    expect(stream.written.length).toBeGreaterThan(4);
    expect(stream.last).toContain('eta 00:04');
    bar.end();
  });

  it('ends with a line of its own, and has no timer then', () => {
    const stream = new Terminal();
    const bar = start({ stream }, 2);
    bar.advance(2);
    bar.end();
    expect(stream.last).toMatch(/^100%.* 2\/2 .* in 00:00\n$/);
    expect(vi.getTimerCount()).toBe(0);
    bar.advance(1);
    bar.end();
    expect(stream.last).toMatch(/\n$/);
  });

  it('follows the width of the terminal', () => {
    const stream = new Terminal();
    const bar = start({ stream }, 2);
    stream.columns = 20;
    vi.advanceTimersByTime(1_000);
    expect((stream.last ?? '').trimEnd().length).toBeLessThanOrEqual(19);
    bar.end();
  });

  it('is one line at the end on what is no terminal', () => {
    const stream = new Terminal();
    stream.isTTY = false;
    const bar = start({ stream, label: 'resize' }, 2);
    bar.advance(2);
    vi.advanceTimersByTime(60_000);
    expect(stream.written).toEqual([]);
    bar.end();
    expect(stream.written).toEqual([expect.stringMatching(/^resize {2}100% .*2\/2.*in 01:00\n$/)]);
  });

  it('leaves the line to the one that was there first', () => {
    const stream = new Terminal();
    const [first, second] = [start({ stream, label: 'first' }, 1), start({ stream, label: 'second' }, 1)];
    vi.advanceTimersByTime(1_000);
    expect(stream.written.join('')).not.toContain('second');
    second.end();
    expect(stream.last).toMatch(/^second/);
    first.end();
  });

  it('does not mind a stream that throws, or is closed', () => {
    const stream = new Terminal();
    stream.write = () => {
      throw new Error('gone');
    };
    const bar = start({ stream }, 1);
    bar.advance(1);
    bar.end();
    const closed = Object.assign(new Terminal(), { writable: false });
    start({ stream: closed }).end();
    expect(closed.written).toEqual([]);
  });

  it('keeps a label to its line', () => {
    const stream = new Terminal();
    start({ stream, label: 'two\nlines\u001b[31m' }).end();
    expect(stream.last).toMatch(/^two lines \[31m/);
  });

  it.each([5, { stream: {} }, { total: -1 }, { totl: 5 }])('cannot be %j', (option) => {
    expect(() => start(option as ProgressOption)).toThrow(ArgumentError);
  });

  it.each(['map', 'imap'])('that cannot be is refused before a %s is begun', async (method) => {
    const pool = new HandPool();
    const options = { progress: { total: -1 } };
    const begin = () =>
      method === 'map' ? startMap(pool, caller, [1], 'argument', options) : startImap(pool, caller, [1], true, options);
    expect(begin).toThrow(ArgumentError);
    expect(pool.guests.size).toBe(0);
  });

  it('of a map counts items, and ends with it', async () => {
    const [pool, stream] = [new HandPool(), new Terminal()];
    const { promise } = startMap(pool, caller, [1, 2, 3], 'argument', { chunkSize: 2, progress: { stream } });
    vi.advanceTimersByTime(100);
    expect(stream.last).toContain('0/3');
    pool.tasks[0]?.finish();
    await pool.tasks[0]?.promise;
    vi.advanceTimersByTime(100);
    expect(stream.last).toContain('2/3');
    pool.tasks[1]?.fail(new Error('not 3'));
    await promise.catch(() => {});
    expect(stream.last).toMatch(/3\/3.*\n$/);
    expect(vi.getTimerCount()).toBe(0);
  });
});
