/** What the fuzzer tries, and the corpus keeps. Whatever is new for every broker, as proofs, is said by its meaning. */
import type { Item } from './item.js';

/** What one of the attackers does next. An attacker whose link is down begins a new one. */
export type Step =
  /** The whole handshake, with the authkey. */
  | { readonly peer: number; readonly enter: true }
  /** `hello`, with these fields instead of the right ones. */
  | { readonly peer: number; readonly hello: Readonly<Record<string, Item>> }
  | { readonly peer: number; readonly authenticate: Authenticate }
  /** A frame of this item, whatever comes next in the protocol. */
  | { readonly peer: number; readonly frame: Item }
  /** A packet, after a whole handshake where its link is down. By default it begins where the stream stands, and acknowledges all that came. */
  | { readonly peer: number; readonly say: readonly Item[]; readonly first?: Item; readonly received?: Item }
  /** The `replay`th frame that another attacker or this one has sent, again. */
  | { readonly peer: number; readonly replay: number; readonly of: number }
  | { readonly peer: number; readonly cut: true }
  | { readonly wait: number };

interface Authenticate {
  readonly key: 'right' | 'wrong' | 'of another handshake';
  readonly resume?: {
    /** An attacker by its number, or somebody who is not theirs. */
    readonly session: number | 'witness' | 'nobody';
    readonly secret: 'right' | 'guessed' | 'the authkey';
    readonly received: number;
  };
  /** Fields instead of the right ones. */
  readonly fields?: Readonly<Record<string, Item>>;
}

/** Attackers against a broker with an honest client. */
export interface BrokerCase {
  readonly about?: string;
  readonly steps: readonly Step[];
}

/** Bytes for everybody who decodes some: clients what a broker or another client's value says, brokers what clients say. */
export interface DecoderCase {
  readonly about?: string;
  readonly bytes: Item;
}

export type Case = BrokerCase | DecoderCase;

/** How many attackers there are. */
export const PEERS = 3;
