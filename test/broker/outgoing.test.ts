/** What is sent to a client at once, and what is kept back until it acknowledges. */
import { describe, expect, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { limits } from '../../protocol/limits.js';
import { BrokerKind, type BrokerMessage, type StreamNumber } from '../../protocol/messages.js';
import { Outgoing } from '../../src/broker/outgoing.js';
import { decodeBrokerPacket } from '../../src/wire/index.js';

const small: BrokerMessage = [BrokerKind.result, 1, null];
/** As much as may be under way. */
const large: BrokerMessage = [BrokerKind.result, 1, new Uint8Array(usualLimits.bytesUnderWay)];
const bye: BrokerMessage = [BrokerKind.bye, 'LIMIT', 'too slow'];

function outgoingWith(messages: readonly BrokerMessage[]): Outgoing {
  const outgoing = new Outgoing();
  for (const [index, message] of messages.entries()) outgoing.add(index + 1, message);
  return outgoing;
}

/** The numbers of the messages in each frame. */
function numbersIn(frames: Iterable<readonly Uint8Array[]>): StreamNumber[][] {
  return [...frames].map((frame) => {
    const [first, , messages] = decodeBrokerPacket(Buffer.concat(frame));
    return messages.map((_, index) => first + index);
  });
}

describe('what goes to a client', () => {
  test('goes at once, in frames of a bounded size', () => {
    const half: BrokerMessage = [BrokerKind.result, 1, new Uint8Array(limits.packetBytes / 2)];
    const outgoing = outgoingWith([small, half, half, small]);
    expect(numbersIn(outgoing.frames())).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(numbersIn(outgoing.frames())).toEqual([]);
  });

  test('waits while too much is under way, and goes on in its order with each acknowledgement', () => {
    const outgoing = outgoingWith([large, small, large, small]);
    expect(numbersIn(outgoing.frames())).toEqual([[1]]);
    outgoing.add(5, small);
    expect(numbersIn(outgoing.frames())).toEqual([]);
    outgoing.acknowledge(1);
    expect(numbersIn(outgoing.frames())).toEqual([[2], [3]]);
    outgoing.acknowledge(2);
    expect(numbersIn(outgoing.frames())).toEqual([]);
    outgoing.acknowledge(3);
    expect(numbersIn(outgoing.frames())).toEqual([[4, 5]]);
    expect(outgoing.keepsBack).toBe(false);
  });

  test('is acknowledged a frame at a time: a part of one frees nothing', () => {
    const outgoing = new Outgoing();
    for (let number = 1; number <= 10; number++) outgoing.add(number, small);
    expect(numbersIn(outgoing.frames())).toHaveLength(1);
    outgoing.add(11, large);
    outgoing.add(12, small);
    expect(numbersIn(outgoing.frames())).toEqual([[11]]);
    outgoing.acknowledge(9);
    expect(numbersIn(outgoing.frames())).toEqual([]);
    outgoing.acknowledge(11);
    expect(numbersIn(outgoing.frames())).toEqual([[12]]);
  });

  test('tells once what was received, also while messages are kept back', () => {
    const outgoing = outgoingWith([large, small]);
    outgoing.received = 7;
    const told = () => [...outgoing.frames()].map((frame) => decodeBrokerPacket(Buffer.concat(frame))[1]);
    expect(told()).toEqual([7]);
    expect(told()).toEqual([]);
    outgoing.received = 8;
    expect(told()).toEqual([8]);
    expect(told()).toEqual([]);
  });

  test('can be received as far as it was sent, and no further', () => {
    const outgoing = outgoingWith([small, large, small]);
    expect(outgoing.canHaveReached(1)).toBe(false);
    expect(numbersIn(outgoing.frames())).toEqual([[1], [2]]);
    expect([2, 3].map((number) => outgoing.canHaveReached(number))).toEqual([true, false]);
  });

  test('begins anew over a new connection', () => {
    const outgoing = outgoingWith([large, small]);
    expect(numbersIn(outgoing.frames())).toEqual([[1]]);
    outgoing.restart();
    outgoing.add(1, large);
    outgoing.add(2, small);
    expect(numbersIn(outgoing.frames())).toEqual([[1]]);
  });
});

describe('the bye of a session', () => {
  test('does not wait behind what is kept back, and leaves no gap in the numbers', () => {
    const outgoing = outgoingWith([large, small, small, bye]);
    expect(numbersIn(outgoing.frames())).toEqual([[1]]);
    const [last, ...others] = [...outgoing.lastFrames()].map((frame) => decodeBrokerPacket(Buffer.concat(frame)));
    expect(others).toEqual([]);
    expect(last).toEqual([2, 0, [bye]]);
  });

  test('comes after all that was said where nothing is to be kept back', () => {
    const outgoing = outgoingWith([large, small, large, bye]);
    outgoing.keepNothingBack();
    expect(numbersIn(outgoing.lastFrames())).toEqual([[1], [2], [3], [4]]);
  });
});
