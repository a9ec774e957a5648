import { describe, expect, it } from 'vitest';
import { limits } from '../../protocol/limits.js';
import type { ClientMessage } from '../../protocol/messages.js';
import { decodeClientPacket } from '../../src/wire/index.js';
import { framesOf } from '../../src/wire/packets.js';

const MIB = 1024 * 1024;
const longest = limits.messageBytes - 1_024;

const call = (bytes: number): ClientMessage => [3, 1, 'put', [new Uint8Array(bytes)]];
const bytesIn = (message: ClientMessage) => ((message[3] as Uint8Array[])[0] as Uint8Array).length;

describe('messages of one turn leave in frames', () => {
  it.each([
    [
      'of two that no frame carries together, behind a short one',
      [3, 40 * MIB, 40 * MIB],
      [[3], [40 * MIB], [40 * MIB]],
    ],
    [
      'of two such behind one of half a packet',
      [MIB / 2, 40 * MIB, 40 * MIB, 7],
      [[MIB / 2], [40 * MIB], [40 * MIB], [7]],
    ],
    ['of the longest behind nearly a packet', [MIB - 1_000, longest, 5], [[MIB - 1_000], [longest], [5]]],
    ['of one that is a packet, between short ones', [1, 2, MIB, 3, 4], [[1, 2], [MIB], [3, 4]]],
  ])('%s', (_, lengths, frames) => {
    const packets = framesOf(1, 0, lengths.map(call)).map((pieces) => decodeClientPacket(Buffer.concat(pieces)));
    expect(packets.map(([, , messages]) => messages.map(bytesIn))).toEqual(frames);
    expect(packets.map(([first]) => first)).toEqual(frames.map((_, index) => 1 + frames.slice(0, index).flat().length));
  });
});
