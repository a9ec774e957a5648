import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../protocol/errors.js';
import { FrameBatch, FrameReader } from '../../../src/pool/messages/frames.js';
import type { FromWorker, ToWorker } from '../../../src/pool/messages/messages.js';
import type { Parcel } from '../../../src/pool/messages/parcel.js';

type Message = ToWorker | FromWorker;

const parcel = (...bytes: number[]): Parcel => ({ bytes: Uint8Array.from(bytes), objects: [], carried: [] });
const beyond32Bits = 2 ** 40 + 1;

const messages: readonly (readonly [what: string, message: Message])[] = [
  ['begun', { kind: 'begun', number: beyond32Bits }],
  [
    'run',
    { kind: 'run', number: beyond32Bits, task: 3, attempt: 2, broker: 1, form: 'stream', parcel: parcel(1, 2, 3) },
  ],
  ['done', { kind: 'done', number: 1, id: beyond32Bits, ranMs: 0.25, memoryBytes: 2 ** 33, parcel: parcel() }],
  ['failed', { kind: 'failed', number: 1, id: 2, ranMs: 0, memoryBytes: 0, parcel: parcel(9) }],
  ['ready', { kind: 'ready' }],
  ['dying', { kind: 'dying', parcel: parcel(7, 8) }],
  ['yielded', { kind: 'yielded', number: 1, id: 2, parcel: parcel(...new Uint8Array(100_000)) }],
];

function written(...all: readonly Message[]) {
  const batch = new FrameBatch();
  for (const message of all) batch.add(message);
  return batch.take();
}

function read(pieces: readonly Uint8Array[], carried: readonly object[] = []): Message[] {
  const heard: Message[] = [];
  const reader = new FrameReader<FromWorker>((message) => heard.push(message));
  for (const piece of pieces) reader.read(piece, carried);
  return heard.map((message) => {
    if (!('parcel' in message)) return message;
    return { ...message, parcel: { ...message.parcel, bytes: Uint8Array.from(message.parcel.bytes) } } as Message;
  });
}

describe('frames', () => {
  it.each(messages)('carry a message of kind %s', (_, message) => {
    expect(read([written(message).bytes])).toEqual([message]);
  });

  it('come in pieces of any length', () => {
    const all = messages.map(([, message]) => message);
    const { bytes } = written(...all);
    for (const length of [1, 7, 40_000]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
        bytes.slice(index * length, (index + 1) * length),
      );
      expect(read(pieces)).toEqual(all);
    }
  });

  it('have what their parcels carry beside them', () => {
    const shared = new SharedArrayBuffer(1);
    const message: Message = {
      kind: 'run',
      number: 1,
      task: 1,
      attempt: 1,
      broker: 0,
      form: 'call',
      parcel: { bytes: Uint8Array.of(1), objects: [null], carried: [shared] },
    };
    const { bytes, carried } = written(message, { kind: 'begun', number: 1 });
    expect(carried).toEqual([shared]);
    expect(read([bytes], carried)).toEqual([message, { kind: 'begun', number: 1 }]);
  });

  it('have beside them as much as a value can refer to', () => {
    const shared = new SharedArrayBuffer(1);
    const views = Array.from({ length: 200_000 }, () => new Uint8Array(shared));
    const parcel: Parcel = { bytes: Uint8Array.of(1), objects: views.map(() => null), carried: views };
    const message: Message = { kind: 'yielded', number: 1, id: 1, parcel };
    const { bytes, carried } = written({ kind: 'begun', number: 1 }, message, { kind: 'begun', number: 2 });
    expect(carried).toHaveLength(200_000);
    expect(read([bytes], carried).map(({ kind }) => kind)).toEqual(['begun', 'yielded', 'begun']);
  });

  it('are gathered anew after they were taken', () => {
    const batch = new FrameBatch();
    batch.add({ kind: 'begun', number: 1 });
    const first = batch.take();
    expect(batch.isEmpty).toBe(true);
    batch.add({ kind: 'begun', number: 2 });
    expect(read([first.bytes, batch.take().bytes])).toEqual([
      { kind: 'begun', number: 1 },
      { kind: 'begun', number: 2 },
    ]);
  });

  it('do not keep what is large alive for the sake of something small in it', () => {
    const small: Message = { kind: 'dying', parcel: parcel(1, 2) };
    const { bytes } = written(messages.at(-1)?.[1] as Message, small);
    const kept: Uint8Array[] = [];
    new FrameReader<FromWorker>((message) => 'parcel' in message && kept.push(message.parcel.bytes)).read(bytes);
    expect(kept[1]).toEqual(Uint8Array.of(1, 2));
    expect(kept[1]?.buffer.byteLength).toBeLessThan(100);
  });

  it.each([
    ['no kind that there is', [1, 0, 0, 0, 99]],
    ['no room for the numbers of its kind', [3, 0, 0, 0, 1, 0, 0]],
    ['no room for the length of its head', [2, 0, 0, 0, 0, 1]],
    ['a head longer than itself', [5, 0, 0, 0, 0, 9, 0, 0, 0]],
    ['no bytes', [0, 0, 0, 0]],
    ['a length that is text', [...Buffer.from('hello, world')]],
  ])('are refused when one has %s', (_, bytes) => {
    expect(() => read([Uint8Array.from(bytes)])).toThrow(ProtocolError);
  });
});
