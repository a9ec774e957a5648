import { ArgumentError, ConnectError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { lengthOf, wholeOf } from './pieces.js';
import { NobodyListens } from './refusal.js';
import type { ClientLink, HostLink, LinkEvents, Listener, OnLink, Transport } from './transport.js';

/**
 * Links inside one process, at `memory://name`: for embedding a broker, and for tests, which can `cut` its wires.
 * Frames of one piece are handed over, not copied. Each instance has names of its own.
 */
export class MemoryTransport implements Transport {
  readonly schemes = ['memory'] as const;
  readonly #listeners = new Map<string, MemoryListener>();
  readonly #breakable: boolean;

  /** `breakable`: what its listeners say of themselves. True where a test wants sessions to outlive their wires. */
  constructor(options: { readonly breakable?: boolean } = {}) {
    this.#breakable = options.breakable ?? false;
  }

  async listen(address: string, onLink: OnLink): Promise<Listener> {
    if (!/^memory:\/\/\S+$/.test(address)) {
      throw new ArgumentError(`${JSON.stringify(address)} is malformed: write memory://name, without blanks`);
    }
    if (this.#listeners.has(address)) {
      throw new ConnectError(`cannot listen at ${address}: the name is in use in this process`);
    }
    const listener = new MemoryListener(address, this.#breakable, onLink, () => this.#listeners.delete(address));
    this.#listeners.set(address, listener);
    return listener;
  }

  async connect(address: string, events: LinkEvents): Promise<ClientLink> {
    const listener = this.#listeners.get(address);
    if (listener === undefined) {
      throw new NobodyListens(
        `nothing listens at ${address}: a memory address reaches brokers in this process only; start one there first`,
      );
    }
    await nextTurn();
    return listener.take(events);
  }

  /** The wires of all links that are up, oldest first. */
  get wires(): readonly Wire[] {
    return [...this.#listeners.values()].flatMap((listener) => [...listener.wires]);
  }
}

/** A connection with its two ends. */
export interface Wire {
  /** Breaks the connection as a network does: frames on their way are lost, and both sides hear that it is down. */
  cut(reason: string): void;
}

class MemoryListener implements Listener {
  readonly wires = new Set<MemoryWire>();
  readonly address: string;
  readonly breakable: boolean;
  readonly #onLink: OnLink;
  readonly #onClose: () => void;
  #closed = false;

  constructor(address: string, breakable: boolean, onLink: OnLink, onClose: () => void) {
    this.address = address;
    this.breakable = breakable;
    this.#onLink = onLink;
    this.#onClose = onClose;
  }

  take(guestEvents: LinkEvents): ClientLink {
    if (this.#closed) throw new ConnectError(`${this.address} was closed before it took the link`);
    const wire = new MemoryWire(() => this.wires.delete(wire));
    this.wires.add(wire);
    wire.guest.events = guestEvents;
    wire.host.events = this.#onLink(wire.host, this);
    return wire.guest;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    for (const wire of this.wires) wire.host.close();
    // By then every guest has had its last frames.
    await nextTurn();
  }
}

class MemoryWire implements Wire {
  readonly guest: MemoryLink;
  readonly host: MemoryLink;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.guest = new MemoryLink(this);
    this.host = new MemoryLink(this);
    this.guest.peer = this.host;
    this.host.peer = this.guest;
  }

  cut(reason: string): void {
    this.guest.breakOff(reason);
    this.host.breakOff(reason);
  }

  ended(): void {
    this.#onEnd();
  }
}

/** One end. What the other end sent waits in its inbox for the next turn, so nobody is called back from within a send. */
class MemoryLink implements ClientLink, HostLink {
  peer!: MemoryLink;
  events: LinkEvents | undefined;
  readonly #wire: MemoryWire;
  readonly #inbox: Uint8Array[] = [];
  /** Why the link is down, once the other side or a cut has ended it; told after the last frame. */
  #downReason: string | undefined;
  /** The owner has closed this end, or has been told that it is down: it hears nothing more. */
  #ended = false;
  #scheduled = false;
  #mostBytes: number = limits.frameBytes;

  constructor(wire: MemoryWire) {
    this.#wire = wire;
  }

  send(...pieces: readonly Uint8Array[]): void {
    if (this.#ended || this.#downReason !== undefined || lengthOf(pieces) === 0) return;
    this.peer.#accept(wholeOf(pieces));
  }

  close(): void {
    if (this.#ended) return;
    this.#end();
    this.peer.#goDown('the other side closed the link');
  }

  /** Frames that are on their way here are lost. */
  breakOff(reason: string): void {
    this.#inbox.length = 0;
    this.#goDown(reason);
  }

  limitFrames(bytes: number): void {
    this.#mostBytes = bytes;
  }

  // Memory holds no process: a program that waits for a broker inside itself waits for its own timers and sockets.
  ref(): void {}
  unref(): void {}
  reuse(): void {}

  #accept(frame: Uint8Array): void {
    if (this.#ended || this.#downReason !== undefined) return;
    if (frame.length > this.#mostBytes) {
      const reason = `a frame of ${frame.length} bytes exceeds the limit of ${this.#mostBytes}`;
      this.#goDown(reason);
      this.peer.#goDown(reason);
      return;
    }
    this.#inbox.push(frame);
    this.#schedule();
  }

  #goDown(reason: string): void {
    this.#downReason ??= reason;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#ended) return;
    this.#scheduled = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    this.#scheduled = false;
    // Only what is here now: what the owner's answers bring back waits for the next turn.
    for (const frame of this.#inbox.splice(0)) {
      if (this.#ended) return;
      this.events?.onFrame(frame);
    }
    if (this.#downReason === undefined || this.#ended) return;
    this.#end();
    this.events?.onDown(this.#downReason);
  }

  #end(): void {
    this.#ended = true;
    this.#inbox.length = 0;
    this.#wire.ended();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
