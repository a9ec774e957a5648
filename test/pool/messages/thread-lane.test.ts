import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { neverBusy } from '../../../src/busy-poll.js';
import { Ring } from '../../../src/pool/messages/ring.js';
import { laneMemory, ThreadLane } from '../../../src/pool/messages/thread-lane.js';

describe('a ring', () => {
  /** Both ends of one, as two threads have them. */
  function ringEnds(): readonly [writer: Ring, reader: Ring] {
    const writer = new Ring();
    return [writer, new Ring(writer.shared)];
  }

  it('gives what was written, in order, however often it goes round', () => {
    const [writer, reader] = ringEnds();
    for (let turn = 0; turn < 200; turn++) {
      const first = new Uint8Array(1_000).fill(turn);
      const second = Uint8Array.of(turn, 1, 2, 3, 4, 5, 6);
      expect([writer.write(first), writer.write(second)]).toEqual([true, true]);
      expect(reader.read()).toEqual(Uint8Array.from([...first, ...second]));
    }
    expect(reader.read()).toHaveLength(0);
  });

  it('takes nothing that it has no room for, and all of it once that was read', () => {
    const [writer, reader] = ringEnds();
    const half = new Uint8Array(40_000);
    expect(writer.write(half)).toBe(true);
    expect(writer.write(half)).toBe(false);
    reader.read();
    expect(writer.write(half)).toBe(true);
  });

  it('has to be rung for once between two readings', () => {
    const [writer, reader] = ringEnds();
    expect([writer.call(), writer.call()]).toEqual([true, false]);
    reader.read();
    expect([writer.call(), writer.call()]).toEqual([true, false]);
  });

  it('need not be rung for while the reader watches', () => {
    const [writer, reader] = ringEnds();
    reader.watch(true);
    expect(reader.isCalled).toBe(false);
    expect(writer.call()).toBe(false);
    expect(reader.isCalled).toBe(true);
    reader.read();
    expect(reader.isCalled).toBe(false);
    reader.watch(false);
    expect(writer.call()).toBe(true);
  });

  it('takes nothing while something posted was not read: that came before', () => {
    const [writer, reader] = ringEnds();
    writer.notePost();
    expect(writer.write(Uint8Array.of(1))).toBe(false);
    reader.notePostRead();
    expect(writer.write(Uint8Array.of(1))).toBe(true);
  });
});

describe('a lane between threads', () => {
  const channel = { close: () => {} };
  afterEach(() => channel.close());

  function laneTo(onFrames: (bytes: Uint8Array, carried: readonly object[]) => void) {
    const { port1, port2 } = new MessageChannel();
    channel.close = () => port1.close();
    const { toWorker, toProgram } = laneMemory();
    const program = new ThreadLane(port1, { incoming: toProgram, outgoing: toWorker, polling: neverBusy }, () => {});
    const worker = new ThreadLane(port2, { incoming: toWorker, outgoing: toProgram, polling: neverBusy }, onFrames);
    return { program, worker };
  }

  const shipments = [
    { bytes: Uint8Array.of(1), carried: [] },
    { bytes: new Uint8Array(100_000).fill(2), carried: [] },
    { bytes: Uint8Array.of(3), carried: [] },
    { bytes: Uint8Array.of(4), carried: [new SharedArrayBuffer(1)] },
    { bytes: Uint8Array.of(5), carried: [], count: 1 },
  ];

  it('keeps the order of what is small, what is large, and what carries objects', async () => {
    const heard: number[] = [];
    const { program } = laneTo((bytes) => heard.push(bytes[0] as number));
    for (const { bytes, carried } of shipments) program.send({ bytes: bytes.slice(), carried, count: 1 });
    await vi.waitFor(() => expect(heard).toEqual([1, 2, 3, 4, 5]));
    program.send({ bytes: Uint8Array.of(6), carried: [], count: 1 });
    await vi.waitFor(() => expect(heard).toEqual([1, 2, 3, 4, 5, 6]));
  });

  it('has all that was sent, for a reader that looks before he is told', () => {
    const heard: number[] = [];
    const { program, worker } = laneTo((bytes) => heard.push(bytes[0] as number));
    for (const { bytes, carried } of shipments) program.send({ bytes: bytes.slice(), carried, count: 1 });
    worker.readRest();
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });
});
