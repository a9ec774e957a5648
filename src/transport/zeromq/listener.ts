import { ConnectError } from '../../../protocol/errors.js';
import { CLOSE_LINGER_MS, HANG_UP } from '../conventions.js';
import { wholeOf } from '../pieces.js';
import { codeOf } from '../refusal.js';
import type { HostLink, LinkEvents, Listener, OnLink } from '../transport.js';
import { closeSocket, RouterSocket, receiveFrom } from './sockets.js';

/** Where libzmq cannot tell of a peer's end, each is tried this often: sending to one that is gone fails. */
const PROBE_INTERVAL_MS = 1_000;

export interface ListenerOptions {
  readonly endpoint: string;
  readonly breakable: boolean;
  readonly draft: boolean;
  /**
   * Called when the listener closes, before its socket does: a socket file must go first, or another broker could take
   * it for a left-over one, replace it, and then lose its own.
   */
  readonly onClose: () => Promise<void>;
}

/** All links of one address: one Router socket, whose frames come with the routing id of the peer that sent them. */
export class ZeromqListener implements Listener {
  readonly breakable: boolean;
  readonly #router: RouterSocket;
  readonly #onLink: OnLink;
  readonly #onClose: () => Promise<void>;
  readonly #peers = new Map<string, PeerLink>();
  /** Peers that a send found gone, and how: frames of theirs may still be unread, so `onDown` waits for those. */
  readonly #unreachable = new Map<string, string>();
  readonly #probe: NodeJS.Timeout | undefined;
  #address = '';
  #closing: Promise<void> | undefined;

  /** Rejects with `ConnectError` when the endpoint cannot be had. */
  static async open(options: ListenerOptions, onLink: OnLink): Promise<ZeromqListener> {
    const listener = new ZeromqListener(options, onLink);
    await listener.#bind(options.endpoint);
    return listener;
  }

  private constructor(options: ListenerOptions, onLink: OnLink) {
    this.breakable = options.breakable;
    this.#router = new RouterSocket(options.endpoint, options.draft);
    this.#onLink = onLink;
    this.#onClose = options.onClose;
    if (!options.draft) this.#probe = setInterval(() => this.#probePeers(), PROBE_INTERVAL_MS);
  }

  get address(): string {
    return this.#address;
  }

  async #bind(endpoint: string): Promise<void> {
    try {
      await this.#router.bind(endpoint);
    } catch (cause) {
      clearInterval(this.#probe);
      this.#router.close();
      throw new ConnectError(`cannot listen at ${endpoint}: ${explain(codeOf(cause))}`, { cause });
    }
    this.#address = this.#router.lastEndpoint ?? endpoint;
    void this.#pump();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#probe);
    for (const peer of this.#peers.values()) peer.forget();
    this.#peers.clear();
    await this.#onClose();
    // Observed only from here: an observer that nobody reads would block libzmq after some hundred connections.
    await closeSocket(this.#router, CLOSE_LINGER_MS, this.#router.events);
  }

  async #pump(): Promise<void> {
    while (this.#closing === undefined) {
      const parts = await receiveFrom(this.#router);
      if (this.#closing !== undefined) return;
      const [id, frame] = parts;
      // A message of several parts is none of ours.
      if (parts.length === 2 && id !== undefined && frame !== undefined) this.#dispatch(id, frame);
      if (this.#unreachable.size > 0 && !this.#router.readable) this.#dropUnreachable();
    }
  }

  #dispatch(id: Buffer, frame: Buffer): void {
    const key = id.toString('latin1');
    const known = this.#peers.get(key);
    if (frame.length > 0) {
      (known ?? this.#welcome(key, id)).deliver(frame);
    } else {
      this.#drop(key, 'the other side closed the link or died');
    }
  }

  #welcome(key: string, id: Buffer): PeerLink {
    const peer: PeerLink = new PeerLink(
      (...content) => this.#router.send([id, ...content]),
      (error) => this.#sendFailed(key, peer, error),
    );
    this.#peers.set(key, peer);
    peer.events = this.#onLink(peer, this);
    return peer;
  }

  #sendFailed(key: string, peer: PeerLink, error: unknown): void {
    if (this.#closing !== undefined || this.#peers.get(key) !== peer) return;
    this.#unreachable.set(key, `the other side cannot be reached any more (${codeOf(error)})`);
    if (!this.#router.readable) this.#dropUnreachable();
  }

  #dropUnreachable(): void {
    for (const [key, reason] of this.#unreachable) this.#drop(key, reason);
  }

  #drop(key: string, reason: string): void {
    const peer = this.#peers.get(key);
    this.#peers.delete(key);
    this.#unreachable.delete(key);
    peer?.goDown(reason);
  }

  #probePeers(): void {
    for (const peer of this.#peers.values()) peer.probe();
  }
}

type Post = (...content: Uint8Array[]) => Promise<void>;

/** The broker's end of a link. */
class PeerLink implements HostLink {
  events: LinkEvents | undefined;
  readonly #post: Post;
  readonly #onFailure: (error: unknown) => void;
  /** The owner has closed the link or has been told that it is down: it hears nothing more. */
  #ended = false;

  constructor(post: Post, onFailure: (error: unknown) => void) {
    this.#post = post;
    this.#onFailure = onFailure;
  }

  send(...pieces: readonly Uint8Array[]): void {
    const frame = wholeOf(pieces);
    if (!this.#ended && frame.length > 0) this.#tryPost(frame);
  }

  /** A Router cannot end one connection: it asks the client to, and lets nothing more of it through meanwhile. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tryPost(HANG_UP);
  }

  /** A Router has one limit for all. */
  limitFrames(): void {}

  /** Fails where the peer is gone. A client takes a message of two parts for a stranger's, and drops it. */
  probe(): void {
    this.#tryPost(HANG_UP, HANG_UP);
  }

  deliver(frame: Buffer): void {
    if (!this.#ended) this.events?.onFrame(frame);
  }

  goDown(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.events?.onDown(reason);
  }

  forget(): void {
    this.#ended = true;
  }

  #tryPost(...content: Uint8Array[]): void {
    try {
      this.#post(...content).catch(this.#onFailure);
    } catch (error) {
      // A closed or busy socket throws at once; but the owner is not to be called from within its own send.
      queueMicrotask(() => this.#onFailure(error));
    }
  }
}

function explain(code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'the address is in use';
    case 'EACCES':
      return 'this user may not listen there';
    case 'ENODEV':
    case 'EADDRNOTAVAIL':
      return 'this machine has no such network address; listen takes addresses of interfaces, not host names';
    default:
      return code;
  }
}
