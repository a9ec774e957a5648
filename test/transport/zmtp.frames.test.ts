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
