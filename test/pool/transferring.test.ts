import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { EncodingError, Pool, transfer } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as tasks from './programs/tasks.mjs';
import * as giving from './programs/transfer-tasks.mjs';
import { rejectionOf } from './settled.js';

const LARGE = 32 * 2 ** 20;

describe.each(['process', 'thread'] as const)('with a worker %s', (kind) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, kind });
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  it('what is transferred arrives, and its owner has it no more', async () => {
    const image = new Uint8Array(LARGE).fill(7);
    const sum = pool.apply(giving.ends, [transfer(image, [image.buffer])]);
    expect(image.byteLength).toBe(0);
    expect(await sum).toEqual({ length: LARGE, first: 7, last: 7 });
  });

  it('results are transferred back, and the task has them no more', async () => {
    const made = await pool.apply(giving.makeImage, [LARGE]);
    expect([made.length, made[0], made.at(-1)]).toEqual([LARGE, 1, 1]);
    expect(await pool.apply(giving.lengthOfMade)).toBe(0);
  });

  it('items of a map are transferred', async () => {
    const images = [1, 2, 3].map((value) => new Uint8Array(4).fill(value));
    const ends = pool.map(
      giving.ends,
      images.map((image) => transfer(image, [image.buffer])),
    );
    expect((await ends).map(({ first }) => first)).toEqual([1, 2, 3]);
    expect(images.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0]);
  });

  it('what is not transferred is copied', async () => {
    const image = new Uint8Array(4).fill(5);
    expect(await pool.apply(giving.ends, [image])).toEqual({ length: 4, first: 5, last: 5 });
    expect(image.byteLength).toBe(4);
  });

  it.each([
    ['what is nothing of the kind', () => ({ plain: true })],
    ['a function', () => () => {}],
    ['what was given away before', detached],
    ['shared memory', () => new SharedArrayBuffer(8)],
  ])('%s cannot be given away: the caller is told', async (_, part) => {
    const image = new Uint8Array(4);
    const list = [image.buffer, part()] as ArrayBuffer[];
    expect(await rejectionOf(pool.apply(giving.ends, [transfer(image, list)]))).toBeInstanceOf(EncodingError);
    expect(image.byteLength).toBe(4);
  });
});

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

describe('with threads', () => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, kind: 'thread' });
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  it('shared memory is shared, to and fro', async () => {
    const cells = new Int32Array(new SharedArrayBuffer(8));
    const back = await pool.apply(giving.setCell, [cells, 1, 42]);
    expect(cells[1]).toBe(42);
    cells[0] = 43;
    expect(back[0]).toBe(43);
  });

  it('a port is given away, and leads back', async () => {
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => port1.once('message', resolve));
    await pool.apply(giving.answerAt, [transfer({ port: port2 as MessagePort }, [port2]), 'by the port']);
    expect(await answered).toBe('by the port');
    port1.close();
  });
});

describe('with processes', () => {
  it.each([
    ['shared memory', () => new Int32Array(new SharedArrayBuffer(8)), /SharedArrayBuffer/],
    ['a port', () => new MessageChannel().port2, /MessagePort/],
  ])('%s is refused at the caller, with the path to it', async (_, make, what) => {
    await using pool = new Pool({ processes: 1 });
    const error = await rejectionOf<EncodingError>(pool.apply(tasks.echo, [{ deep: [make()] }]));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toMatch(what);
    expect(error.message).toContain('deep[0]');
    expect(pool.statistics().workersStarted).toBe(0);
  });
});
