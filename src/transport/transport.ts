import type { ClientKeys, KeyPair } from '../keys/keys.js';

/**
 * How frames travel. A transport moves whole frames, in order, between a client's link and a broker's link, and tells
 * each side when the other is gone. It knows nothing of what the frames say.
 *
 * The contract, which `test/transport/suite.ts` holds every implementation to:
 * - Frames of one link arrive in the order they were sent, whole, once, or not at all when the link goes down.
 * - A frame has at least one byte; an empty one is not carried. A frame longer than `limits.frameBytes` is not
 *   delivered: it takes its own link down on both sides, and no other.
 * - `send` never throws and never waits. On a link that is down it does nothing: `onDown` has told the owner, or will.
 * - `onFrame` and `onDown` are never called from within `send`, `close`, `connect` or `listen`, nor before `connect` has
 *   given its caller the link; so an owner is never re-entered.
 * - `onDown` is called exactly once for a link that the *other* side or the network ended, after the last `onFrame`;
 *   and not at all for a link that its own side closed: after `close` the owner hears nothing more.
 * - A frame handed to `onFrame` belongs to the receiver and stays valid. A frame handed to `send` belongs to the
 *   transport from then on: the sender does not change it, not even after the link is down, before its receiver has said that
 *   it has what is in it. A link that is down sends no more of it.
 * - A frame can be sent in several pieces, and arrives as one. The memory of pieces is not handed on: nobody but the sender
 *   has a view of it, who may send them again.
 */

/** One end of a connection. */
export interface Link {
  /** Sends one frame. */
  send(...pieces: readonly Uint8Array[]): void;
  /**
   * Lets what was sent leave, within bounds, then ends the link. Calling it again does nothing. A program that ends by
   * itself waits for that; `process.exit` does not, so wait for an answer where the last frame matters.
   */
  close(): void;
}

/** The broker's end. */
export interface HostLink extends Link {
  /**
   * From now on a frame longer than this ends the link, at best before memory is taken for it; at first that is
   * `limits.frameBytes`. A transport whose links can only be bounded all together does nothing.
   */
  limitFrames(bytes: number): void;
  /** How long ago the peer was taken, in milliseconds, where that was before its link: it has had so much of its time. */
  readonly ageMs?: number;
}

/** The client's end, which decides whether waiting for the broker is a reason for the process to stay. */
export interface ClientLink extends Link {
  /** The link keeps the process alive, as it does at first: somebody waits for what it will bring. */
  ref(): void;
  /**
   * The link alone keeps no process alive: nothing is awaited. Frames and `onDown` still come while the process lives,
   * but may come some ms later than to a link that is waited for. Takes effect within a second.
   */
  unref(): void;
  /** The owner keeps nothing of a frame that `onFrame` gave it: the link may read another one into its memory. */
  reuse(frame: Uint8Array): void;
}

/** What the owner of a link wants to hear. Neither function may throw. */
export interface LinkEvents {
  onFrame(frame: Uint8Array): void;
  /** `reason` is for people: what was seen of the other side's end. */
  onDown(reason: string): void;
}

/** A place where brokers take links. It keeps its process alive until it is closed. */
export interface Listener {
  /** The address that clients use, with whatever the system chose (a port) filled in. */
  readonly address: string;
  /** Whether a link can break while both sides live. Where it cannot (a local socket), a peer that is gone is dead. */
  readonly breakable: boolean;
  /** Stops taking links, lets what was sent leave, ends all links, and removes every trace of the address. */
  close(): Promise<void>;
}

/**
 * Called for each peer, when it appears or at the latest when its first frame arrives; gives the events that the new
 * link is to deliver. It may use the link at once. This can be before `listen` has resolved.
 */
export type OnLink = (link: HostLink, listener: Pick<Listener, 'breakable'>) => LinkEvents;

/** How a listener that other machines can reach keeps strangers out: its keys, and whom it lets in. */
export interface ListenerCurve extends KeyPair {
  /** Whether who has proved to own this key, in Z85, may come in. Asked at each connection. Does not throw. */
  allows(publicKey: string): boolean;
}

/** Somebody whom a listener has turned away before there was a link. */
export interface RefusedPeer {
  /** The listener's. */
  readonly address: string;
  /** For people. */
  readonly reason: string;
  /** The network address it came from, where that is known. */
  readonly peer?: string;
  /** The key that it owns, in Z85, where it has come so far as to prove that. */
  readonly publicKey?: string;
}

/** What connections are allowed before they are links. */
export interface Visits {
  /** So many at a time; one more ends the oldest. */
  readonly strangers: number;
  /** So long. */
  readonly handshakeMs: number;
}

export interface ListenSettings {
  /** Links over TCP are encrypted, and taken from who may come in. A local address has no use for it, and ignores it. */
  readonly curve?: ListenerCurve;
  /** Told of everybody whom CURVE keeps out. Does not throw. */
  readonly onRefused?: (refused: RefusedPeer) => void;
  /** What connections are allowed before they are links: asked for with each. Default: the usual limits. */
  readonly visits?: () => Visits;
  /** The mode of a socket file: who may write it may connect. Default: 0o600, its owner alone. */
  readonly socketMode?: number;
}

export interface ConnectSettings {
  /** Over TCP the link is encrypted, and made only with a broker that has the secret key to `serverKey`. */
  readonly curve?: ClientKeys;
}

export interface Transport {
  /** The schemes of the addresses this transport serves, without `://`. */
  readonly schemes: readonly string[];
  /**
   * Rejects with `ConnectError` when the address is taken or cannot be had, `ArgumentError` when it is malformed, and
   * `StateError` when the transport takes no links in this thread.
   */
  listen(address: string, onLink: OnLink, settings?: ListenSettings): Promise<Listener>;
  /**
   * A link to whoever listens at `address`. Resolves when the other side has taken the link. Rejects with
   * `ConnectError` when nobody listens, or nobody took the link within `timeoutMs`, and `ArgumentError` when the
   * address is malformed. The `ConnectError` is a `NobodyListens` where it is certain that there is no broker. Rejects with
   * `AuthenticationError` when a broker is there, but one side's keys are none to the other, or only one side has any.
   */
  connect(address: string, events: LinkEvents, timeoutMs: number, settings?: ConnectSettings): Promise<ClientLink>;
}
