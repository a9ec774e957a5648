import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandFrame, FrameReader, messageFrame } from '../../src/transport/zmtp/frames.js';
import { command, greetingOf, longHeader, part } from './raw-server.js';

/** All frames that a reader makes of these pieces, each of which comes in the same memory. */
function read(reader: FrameReader, pieces: readonly Buffer[]): { isCommand: boolean; body: Buffer }[] {
  const memory = Buffer.alloc(Math.max(0, ...pieces.map((piece) => piece.length)));
  return pieces.flatMap((piece) => {
    piece.copy(memory);
    reader.push(memory.subarray(0, piece.length));
    const frames = [];
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
    memory.fill(0xee, 0, piece.length);
    return frames;
  });
}

/** The same, where what belongs to a large body is read to its place. */
function readToRoom(reader: FrameReader, all: Buffer, most: number): { isCommand: boolean; body: Buffer }[] {
  const frames = [];
  for (let at = 0; at < all.length; ) {
    const { room } = reader;
    const piece = all.subarray(at, at + Math.min(most, room?.length ?? most));
    at += piece.length;
    if (room === undefined) reader.push(piece);
    else reader.filled(piece.copy(room));
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
  }
  return frames;
}

/** The bytes in pieces, broken at these places. */
function broken(content: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % content.length))].sort((a, b) => a - b);
  return [...ends, content.length].map((end, i) => content.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** A frame in a form that is quick to compare. */
function text({ isCommand, body }: { isCommand: boolean; body: Uint8Array }): string {
  return `${isCommand} ${Buffer.from(body).toString('latin1')}`;
}

test('what is written is what is read, wherever it is broken and whatever becomes of the memory it came in', () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(254, 255, 256, 16_384, 16_385, 70_000).map((size) => new Uint8Array(size).fill(size)),
  );
  const frame = fc
    .record({ isCommand: fc.boolean(), body })
    .filter((each) => !each.isCommand || each.body.length < 4_096);
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(), { size: '+1' }), (frames, places) => {
      const written = frames.flatMap(({ isCommand, body: content }) =>
        isCommand ? [commandFrame(content)] : messageFrame(content),
      );
      const all = Buffer.concat([greetingOf(), command('READY'), ...written]);
      const [ready, ...others] = read(new FrameReader(), broken(all, places));
      expect(ready?.body.toString()).toBe('\x05READY');
      expect(others.map(text)).toEqual(frames.map(text));
    }),
  );
});

test('a large body may be read to its place, in memory that was given back', () => {
  const sizes = [100, 65_536, 300_000, 70_000, 2_000_000, 100_000, 300_000];
  const bodies = sizes.map((size) => Buffer.alloc(size, size % 251));
  const written = bodies.flatMap((body) => messageFrame(body));
  const all = Buffer.concat([greetingOf(), command('READY'), ...written]);
  for (const most of [1_000, 65_536, 131_072, all.length]) {
    const reader = new FrameReader();
    reader.reuse(new Uint8Array(500_000));
    const [, ...frames] = readToRoom(reader, all, most);
    expect(frames.map(({ body }, index) => body.equals(bodies[index] as Buffer))).toEqual(sizes.map(() => true));
  }
});

test('memory that was given back is used once, and only for what fits it', () => {
  const large = messageFrame(Buffer.alloc(100_000, 1));
  const larger = messageFrame(Buffer.alloc(300_000, 2));
  const reader = new FrameReader();
  const given = new Uint8Array(200_000);
  reader.reuse(given);
  const all = Buffer.concat([greetingOf(), command('READY'), ...larger, ...large, ...large]);
  const [, ...frames] = read(reader, [all]);
  expect(frames.map(({ body }) => body.buffer === given.buffer)).toEqual([false, true, false]);
});

test('a message in pieces is written as one', () => {
  const pieces = [Buffer.alloc(20, 1), Buffer.alloc(20_000, 2), Buffer.alloc(17_000, 3), Buffer.alloc(5, 4)];
  for (const body of [pieces, pieces.slice(1), pieces.slice(3)]) {
    expect(Buffer.concat(messageFrame(...body))).toEqual(Buffer.concat(messageFrame(Buffer.concat(body))));
  }
});

test('one byte at a time is as good as all at once', () => {
  const long = [longHeader(0, 300n), Buffer.alloc(300, 7)];
  const all = Buffer.concat([
    greetingOf(),
    command('READY'),
    part('left'),
    ...long,
    ...long,
    ...messageFrame(Buffer.from('x')),
  ]);
  const bytewise = read(
    new FrameReader(),
    [...all].map((byte) => Buffer.from([byte])),
  );
  expect(bytewise.map(({ body }) => body.length)).toEqual([6, 300, 1]);
  expect(bytewise).toEqual(read(new FrameReader(), [all]));
});

test('a frame stays as it is when the memory it was read from is used again', () => {
  const all = Buffer.concat([greetingOf(), command('READY'), ...messageFrame(Buffer.from('kept'))]);
  const [, kept] = read(new FrameReader(), [all]);
  all.fill(0);
  expect(kept?.body.toString()).toBe('kept');
});
