import { ConnectError } from '../../../protocol/errors.js';
import { CLOSE_LINGER_MS, HANG_UP } from '../conventions.js';
import { wholeOf } from '../pieces.js';
import { codeOf } from '../refusal.js';
import type {
  HostLink,
  LinkEvents,
  Listener,
  ListenerCurve,
  ListenSettings,
  OnLink,
  RefusedPeer,
} from '../transport.js';
import { gate } from './gate.js';
import { type Gated, RouterSocket, readEvents, receiveFrom, shut } from './sockets.js';
import { turnedAwayBecause } from './turned-away.js';

/** Where libzmq cannot tell of a peer's end, each is tried this often: sending to one that is gone fails. */
const PROBE_INTERVAL_MS = 1_000;

export interface ListenerOptions extends ListenSettings {
  readonly endpoint: string;
  readonly draft: boolean;
}

/** All links of one address: one Router socket, whose frames come with the routing id of the peer that sent them. */
export class ZeromqListener implements Listener {
  readonly breakable = true;
  readonly #onLink: OnLink;
  readonly #onRefused: (refused: RefusedPeer) => void;
  readonly #draft: boolean;
  #router!: RouterSocket;
  /** The domain of its door in the gate, if it speaks CURVE. */
  #domain: string | undefined;
  /** Reads the events of the socket, until its end. */
  #watching: Promise<void> | undefined;
  readonly #peers = new Map<string, PeerLink>();
  /** Peers that a send found gone, and how: frames of theirs may still be unread, so `onDown` waits for those. */
  readonly #unreachable = new Map<string, string>();
  #probe: NodeJS.Timeout | undefined;
  #address = '';
  #closing: Promise<void> | undefined;

  /** Rejects with `ConnectError` when the endpoint cannot be had. */
  static async open(options: ListenerOptions, onLink: OnLink): Promise<ZeromqListener> {
    const listener = new ZeromqListener(options, onLink);
    try {
      await listener.#listen(options);
    } catch (cause) {
      await listener.#abandon();
      throw new ConnectError(`cannot listen at ${options.endpoint}: ${explain(codeOf(cause))}`, { cause });
    }
    return listener;
  }

  private constructor({ onRefused = () => {}, draft }: ListenerOptions, onLink: OnLink) {
    this.#onLink = onLink;
    this.#onRefused = onRefused;
    this.#draft = draft;
  }

  get address(): string {
    return this.#address;
  }

  async #listen({ endpoint, curve }: ListenerOptions): Promise<void> {
    const gated = curve && (await this.#gated(curve));
    this.#router = new RouterSocket(endpoint, this.#draft, gated);
    if (gated) this.#watching = readEvents(this.#router.events, (event) => this.#refuse(turnedAwayBecause(event)));
    await this.#router.bind(endpoint);
    this.#address = this.#router.lastEndpoint ?? endpoint;
    if (!this.#draft) this.#probe = setInterval(() => this.#probePeers(), PROBE_INTERVAL_MS);
    void this.#pump();
  }

  async #gated(curve: ListenerCurve): Promise<Gated> {
    this.#domain = await gate.open({
      allows: (publicKey) => curve.allows(publicKey),
      onRefused: (refused) => this.#onRefused({ ...refused, address: this.#address }),
    });
    return { publicKey: curve.publicKey, secretKey: curve.secretKey, domain: this.#domain };
  }

  #refuse(reason: string | undefined): void {
    if (reason !== undefined) this.#onRefused({ address: this.#address, reason });
  }

  async #abandon(): Promise<void> {
    this.#router?.close();
    await this.#closeDoor();
  }

  async #closeDoor(): Promise<void> {
    if (this.#domain !== undefined) await gate.close(this.#domain);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#probe);
    for (const peer of this.#peers.values()) peer.forget();
    this.#peers.clear();
    // Without CURVE observed only from here: an observer that nobody reads would block libzmq after some hundred connections.
    this.#watching ??= readEvents(this.#router.events, () => {});
    shut(this.#router, CLOSE_LINGER_MS);
    await this.#watching;
    await this.#closeDoor();
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
