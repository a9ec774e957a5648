/** What a topic and its subscriptions say to each other by `Turn.send`, beside the messages themselves. */
import type { Id } from '../../../protocol/messages.js';
import { ReferringValue, type Stored } from '../stored.js';

const LEAVES = 0;
const JOINS = 1;

/** To the topic: this subscription is to have its messages. The topic does not keep the value, nor the subscription by it. */
export function joining(subscription: Id): Stored {
  return new ReferringValue(Uint8Array.of(JOINS), [subscription]);
}

/** To the topic: this subscription is to have no more messages. */
export function leaving(subscription: Id): Stored {
  return new ReferringValue(Uint8Array.of(LEAVES), [subscription]);
}

/** What a subscription said to its topic. */
export function saidBy(value: Stored): { readonly subscription: Id; readonly joins: boolean } {
  const { bytes, references } = value as ReferringValue;
  return { subscription: references[0] as Id, joins: bytes[0] === JOINS };
}

/**
 * To a subscription, to learn whether it still exists. Nothing is the encoding of no value, so that it is told from every
 * message.
 */
export const areYouThere: Stored = new Uint8Array(0);

export function isQuestion(value: Stored): boolean {
  return value instanceof Uint8Array && value.length === 0;
}
