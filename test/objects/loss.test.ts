/** The signal of what is held costs nothing until it is asked for, and nothing once what is held was given back. */
import { beforeEach, describe, expect, test } from 'vitest';
import { BrokerGoneError, type HoldallError } from '../../protocol/errors.js';
import { type HoldingSession, Loss } from '../../src/objects/loss.js';
import { MovedClock } from '../harness/moved-clock.js';

const told = new Set<(why: HoldallError) => void>();
const session: HoldingSession = {
  clock: new MovedClock(),
  onEnd(tell) {
    told.add(tell);
    return () => told.delete(tell);
  },
};

beforeEach(() => told.clear());

describe('a loss', () => {
  test('is listened for when somebody asks, once for all who ask', () => {
    const loss = new Loss(session);
    expect(told.size).toBe(0);
    expect(loss.signal).toBe(loss.signal);
    expect(told.size).toBe(1);
  });

  test('is listened for no more when what was held was given back, or was lost', () => {
    const [given, lost] = [new Loss(session), new Loss(session)];
    expect([given.signal.aborted, lost.signal.aborted]).toEqual([false, false]);
    given.end();
    lost.come(new BrokerGoneError('gone'));
    expect(told.size).toBe(0);
    expect([given.signal.aborted, lost.signal.aborted]).toEqual([false, true]);
  });

  test('is not listened for by who asks after it was given back', () => {
    const loss = new Loss(session);
    loss.end();
    expect(loss.signal.aborted).toBe(false);
    expect(told.size).toBe(0);
  });

  test('comes once: the first reason counts', () => {
    const loss = new Loss(session);
    const [first, second] = [new BrokerGoneError('first'), new BrokerGoneError('second')];
    loss.come(first);
    loss.come(second);
    expect(loss.signal.reason).toBe(first);
  });
});
