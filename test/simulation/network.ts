import { ConnectError } from '../../protocol/errors.js';
import { wholeOf } from '../../src/transport/pieces.js';
import type { ClientLink, HostLink, LinkEvents } from '../../src/transport/transport.js';
import { HANDSHAKE_FRAMES } from '../harness/weather.js';
import type { Machine } from './machine.js';
import type { Random } from './random.js';
import type { Timeline } from './timeline.js';

/** What a network does to what it carries. */
export interface NetworkHabits {
  /** How long a frame is usually on its way, in milliseconds. */
  readonly latencyMs: number;
  /** How probable it is that a frame arrives twice. The protocol allows for that, though no transport of ours does it. */
  readonly duplicates: number;
  /** How long it takes at most until a machine that runs notices that a connection was cut. */
  readonly noticeMs: number;
}

/** A network between one broker and its clients. */
export class Network {
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #broker: Machine;
  readonly #accept: (link: HostLink) => LinkEvents;
  readonly habits: NetworkHabits;
  readonly #wires = new Set<Wire>();
  /** Machines that nothing reaches at present. */
  readonly #cutOff = new Set<Machine>();

  constructor(
    timeline: Timeline,
    random: Random,
    habits: NetworkHabits,
    broker: Machine,
    accept: (link: HostLink) => LinkEvents,
  ) {
    this.#timeline = timeline;
    this.#random = random;
    this.habits = habits;
    this.#broker = broker;
    this.#accept = accept;
  }

  /** A link from a machine to the broker, as `Transport.connect` makes it. */
  connect(client: Machine, events: LinkEvents, timeoutMs: number): Promise<ClientLink> {
    return new Promise((resolve, reject) => {
      const giveUp = client.after(timeoutMs, () => reject(new ConnectError('nobody took the link in time')));
      const wire = new Wire(this.#timeline, this.#random, this.habits, client, this.#broker);
      wire.guest.events = events;
      this.#between(client, () => {
        this.#broker.meet(() => {
          wire.host.events = this.#accept(wire.host);
          this.#wires.add(wire);
          this.#between(client, () => {
            client.meet(() => {
              giveUp();
              resolve(wire.guest);
            });
          });
        });
      });
    });
  }

  /** Cuts the connection of a machine, if it has one. */
  cut(client: Machine): void {
    for (const wire of this.#wiresOf(client)) wire.cut();
  }

  /** Cuts a machine off until it is `mend`ed. */
  cutOff(client: Machine): void {
    this.#cutOff.add(client);
    this.cut(client);
  }

  mend(client: Machine): void {
    this.#cutOff.delete(client);
  }

  /** A machine died: what it sent arrives, then the broker hears of it. */
  bury(client: Machine): void {
    for (const wire of this.#wiresOf(client)) wire.guest.fallSilent();
  }

  /** All connections are cut: as when the broker's machine starts again. */
  cutAll(): void {
    for (const wire of this.#wires) wire.cut();
    this.#wires.clear();
  }

  #wiresOf(client: Machine): Wire[] {
    const wires = [...this.#wires].filter((wire) => wire.client === client);
    for (const wire of wires) this.#wires.delete(wire);
    return wires;
  }

  /** Something crosses the network; it is lost if the machine is cut off by then. */
  #between(client: Machine, act: () => void): void {
    this.#timeline.after(this.#random.next() * this.habits.latencyMs, () => {
      if (!this.#cutOff.has(client)) act();
    });
  }
}

/** A connection with its two ends. */
class Wire {
  readonly client: Machine;
  readonly guest: End;
  readonly host: End;
  isCut = false;

  constructor(timeline: Timeline, random: Random, habits: NetworkHabits, client: Machine, broker: Machine) {
    this.client = client;
    this.guest = new End(this, timeline, random, habits, client);
    this.host = new End(this, timeline, random, habits, broker);
    this.guest.peer = this.host;
    this.host.peer = this.guest;
  }

  /** What is on its way arrives up to some point; both ends notice, each in its time. */
  cut(): void {
    if (this.isCut) return;
    this.isCut = true;
    this.guest.breakOff('the connection was cut');
    this.host.breakOff('the connection was cut');
  }
}

interface Parcel {
  readonly frame: Uint8Array;
  isLost: boolean;
}

/** One end of a wire: sends to the other, and delivers what arrives. */
class End implements ClientLink, HostLink {
  peer!: End;
  events: LinkEvents | undefined;
  readonly #wire: Wire;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #habits: NetworkHabits;
  readonly #machine: Machine;
  /** Its owner closed it, or was told that it is down: nothing more is delivered. */
  #isOver = false;
  #sent = 0;
  /** What is on its way here. */
  #coming: Parcel[] = [];
  /** When the last of it arrives: frames do not overtake each other. */
  #lastArrival = 0;

  constructor(wire: Wire, timeline: Timeline, random: Random, habits: NetworkHabits, machine: Machine) {
    this.#wire = wire;
    this.#timeline = timeline;
    this.#random = random;
    this.#habits = habits;
    this.#machine = machine;
  }

  send(...pieces: readonly Uint8Array[]): void {
    const frame = wholeOf(pieces);
    if (this.#isOver || this.#wire.isCut || frame.length === 0) return;
    this.peer.#expect(frame);
    if (++this.#sent <= HANDSHAKE_FRAMES) return;
    while (this.#random.chance(this.#habits.duplicates)) this.peer.#expect(Uint8Array.from(frame));
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (!this.#wire.isCut) this.peer.#goDownIn(this.#latency(), 'the other side closed the link');
  }

  limitFrames(): void {}
  ref(): void {}
  unref(): void {}

  /** Whoever kept a part of it anyway would find this. */
  reuse(frame: Uint8Array): void {
    frame.fill(0xc1);
  }

  /** Its machine is no more; the other side hears of it, sooner or later. */
  fallSilent(): void {
    this.#isOver = true;
    if (!this.#wire.isCut) this.peer.#goDownIn(this.#noticing(), 'the connection was lost');
  }

  /** The connection is cut: the last of what is on its way here is lost. */
  breakOff(reason: string): void {
    const arriving = this.#random.between(0, this.#coming.length);
    for (const parcel of this.#coming.slice(arriving)) parcel.isLost = true;
    this.#goDownIn(this.#noticing(), reason);
  }

  #expect(frame: Uint8Array): void {
    const parcel = { frame, isLost: false };
    this.#coming.push(parcel);
    this.#lastArrival = Math.max(this.#lastArrival, this.#timeline.now + this.#latency());
    this.#timeline.at(this.#lastArrival, () => {
      this.#coming = this.#coming.filter((other) => other !== parcel);
      if (!parcel.isLost) this.#machine.meet(() => this.#deliver(frame));
    });
  }

  #deliver(frame: Uint8Array): void {
    if (!this.#isOver) this.events?.onFrame(frame);
  }

  #goDownIn(ms: number, reason: string): void {
    this.#timeline.at(Math.max(this.#timeline.now + ms, this.#lastArrival), () => {
      this.#machine.meet(() => this.#goDown(reason));
    });
  }

  #goDown(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.events?.onDown(reason);
  }

  #latency(): number {
    return this.#random.delay(this.#habits.latencyMs, 10 * this.#habits.latencyMs);
  }

  #noticing(): number {
    return this.#random.delay(Math.min(50, this.#habits.noticeMs), this.#habits.noticeMs);
  }
}
