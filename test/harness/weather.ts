import { Chance } from './chance.js';

/** What can happen to a message on its way, and to the connection that carries it. Times are in milliseconds. */
export type Fault =
  /** It arrives. */
  | { readonly kind: 'pass' }
  /** It arrives twice at once. */
  | { readonly kind: 'twice' }
  /** It arrives, and once more behind so many others. */
  | { readonly kind: 'again'; readonly behind: number }
  /** It and what follows it arrive later. */
  | { readonly kind: 'pause'; readonly ms: number }
  /** A part of it arrives: the connection is cut within it. */
  | { readonly kind: 'torn' }
  /** It does not arrive. */
  | Loss;

/** How a connection can be lost. */
export type Loss =
  /** Both sides hear of it. */
  | { readonly kind: 'cut' }
  /** The client hears of it later: until then it speaks to nobody. */
  | { readonly kind: 'deaf'; readonly ms: number }
  /** The broker hears of it later: what had not reached it by then reaches it before. */
  | { readonly kind: 'ghost'; readonly ms: number }
  /** Both hear of it later: until then nothing arrives any more. */
  | { readonly kind: 'silence'; readonly ms: number };

export type Direction = 'to the broker' | 'to the client';

/** A message that is about to be carried on. */
export interface Passing {
  /** Counted from 1, as the proxy took them. */
  readonly connection: number;
  readonly direction: Direction;
  /** Counted from 1, in this direction of this connection. The first two are handshake frames. */
  readonly number: number;
  readonly body: Uint8Array;
}

/** Decides what happens to each message. */
export type Weather = (passing: Passing) => Fault;

const PASS: Fault = { kind: 'pass' };

/** Messages of a handshake in each direction. A broker refuses a second copy of one, rightly. */
export const HANDSHAKE_FRAMES = 2;

export const calm: Weather = () => PASS;

/** How likely faults are, each from 0 to 1, for one message. */
export interface Rates {
  readonly cuts: number;
  readonly duplicates: number;
  readonly pauses: number;
}

/**
 * Faults by chance. What happens to a message follows from the seed and its place alone, whenever it comes: a seed
 * that failed brings the same faults again, as far as the programs send the same messages.
 */
export function storm(seed: string, { cuts, duplicates, pauses }: Rates): Weather {
  return ({ connection, direction, number }) => {
    const chance = new Chance(`${seed}/${connection}/${direction}/${number}`);
    const roll = chance.next();
    if (roll < cuts) return cutBy(chance);
    if (roll < cuts + pauses) return { kind: 'pause', ms: chance.between(1, 15) };
    if (roll < cuts + pauses + duplicates && number > HANDSHAKE_FRAMES) return duplicateBy(chance);
    return PASS;
  };
}

function cutBy(chance: Chance): Fault {
  const ms = chance.between(1, 60);
  const cuts: readonly Fault[] = [
    { kind: 'cut' },
    { kind: 'torn' },
    { kind: 'deaf', ms },
    { kind: 'ghost', ms },
    { kind: 'silence', ms },
  ];
  return cuts[chance.between(0, cuts.length - 1)] as Fault;
}

function duplicateBy(chance: Chance): Fault {
  return chance.next() < 0.5 ? { kind: 'twice' } : { kind: 'again', behind: chance.between(1, 8) };
}
