import { describe, expect, it, vi } from 'vitest';
import { parcelAtOnce, unpack } from '../../../src/pool/messages/parcel.js';
import { TaskContext } from '../../../src/pool/worker/context.js';
import { Packer } from '../../../src/pool/worker/results.js';
import { Stream } from '../../../src/pool/worker/stream.js';
import { Turn } from '../../../src/pool/worker/turn.js';

/** A stream, and the values that it sent. */
function streamOf(name: string) {
  const sent: unknown[] = [];
  const context = new TaskContext({ name, worker: 0, attempt: 1, isAsked: () => false, report: () => {} });
  const stream = new Stream(context, new Turn(), new Packer(`task ${name}: yielded value`, false), (packed) => {
    const parcel = parcelAtOnce(packed);
    if (parcel) sent.push(...(unpack(parcel, 'values').value as unknown[]));
    return undefined;
  });
  return { context, stream, sent, carry: (produced: unknown) => stream.carry(produced) };
}

const turn = () => new Promise(setImmediate);

/** Counts for ever, and says in `log` that it was returned. */
function* counting(log: string[] = []) {
  try {
    for (let number = 0; ; number++) yield number;
  } finally {
    log.push('returned');
  }
}

describe('a stream', () => {
  it('sends as many values as were asked for, and no more', async () => {
    const { stream, sent, carry } = streamOf('count');
    const log: string[] = [];
    const carried = carry(counting(log));
    await turn();
    expect(sent).toEqual([]);
    stream.pull(3);
    await vi.waitFor(() => expect(sent).toEqual([0, 1, 2]));
    stream.pull(2);
    await vi.waitFor(() => expect(sent).toEqual([0, 1, 2, 3, 4]));
    await turn();
    expect(log).toEqual([]);
    stream.return();
    await carried;
    expect(log).toEqual(['returned']);
    expect(sent).toHaveLength(5);
  });

  it.each([
    ['an array', ['a', 'b']],
    ['a Set', new Set(['a', 'b'])],
    ['a list of promises', [Promise.resolve('a'), Promise.resolve('b')]],
    [
      'an async generator',
      (async function* () {
        yield 'a';
        await turn();
        yield 'b';
      })(),
    ],
  ])('has the values of %s', async (_, produced) => {
    const { stream, sent, carry } = streamOf('letters');
    stream.pull(10);
    await carry(produced);
    expect(sent).toEqual(['a', 'b']);
  });

  it('holds each value as it was when it was yielded', async () => {
    const { stream, sent, carry } = streamOf('reuse');
    stream.pull(10);
    await carry(
      (function* () {
        const reused = { number: 0 };
        for (; reused.number < 3; reused.number++) yield reused;
      })(),
    );
    expect(sent).toEqual([{ number: 0 }, { number: 1 }, { number: 2 }]);
  });

  it('sends all values that came before an error', async () => {
    const { stream, sent, carry } = streamOf('break');
    stream.pull(10);
    const carried = carry(
      (function* () {
        yield* [1, 2];
        throw new Error('broken');
      })(),
    );
    await expect(carried).rejects.toThrow('broken');
    expect(sent).toEqual([1, 2]);
  });

  it('returns the iterator of which a value cannot travel, and names the value', async () => {
    const { stream, sent, carry } = streamOf('bad');
    const log: string[] = [];
    stream.pull(10);
    const carried = carry(
      (function* () {
        try {
          yield 1;
          yield { run: () => {} };
        } finally {
          log.push('returned');
        }
      })(),
    );
    await expect(carried).rejects.toThrow('task bad: yielded value.run is a function');
    expect([sent, log]).toEqual([[1], ['returned']]);
  });

  it('whose rest nobody wants ends also while it waits for a value that never comes', async () => {
    const { stream, context, sent, carry } = streamOf('tail');
    stream.pull(10);
    const carried = carry(
      (async function* () {
        yield 'a line';
        await new Promise((_, reject) => {
          context.signal.addEventListener('abort', () => reject(context.signal.reason));
        });
      })(),
    );
    await turn();
    stream.return();
    await carried;
    expect(sent).toEqual(['a line']);
  });

  it('that is stopped while nobody asks for values returns its iterator, and ends with the reason', async () => {
    const { stream, context, carry } = streamOf('count');
    const log: string[] = [];
    stream.pull(1);
    const carried = carry(counting(log));
    await turn();
    context.stop(new Error('not needed'));
    stream.stop();
    await expect(carried).rejects.toThrow('not needed');
    expect(log).toEqual(['returned']);
  });

  it.each([[3], ['text'], [undefined], [{}]])('refuses %j, which cannot be iterated', async (produced) => {
    const { carry } = streamOf('add');
    await expect(carry(produced)).rejects.toThrow(
      /task add returned .*, which cannot be iterated: call it by pool.apply/,
    );
  });
});
