import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { calm, type Fault, type Loss, type Passing, type Weather } from './weather.js';
import { ZmtpLane } from './zmtp-lane.js';

/**
 * A wire between clients and a broker that knows where ZeroMQ's messages begin and end, and carries each as its weather
 * says. Greetings and commands, heartbeats among them, are carried as they are.
 */
export class ZmtpProxy {
  weather: Weather = calm;
  readonly #server: Server;
  readonly #wires = new Set<Wire>();
  readonly #tally = new Map<Fault['kind'], number>();
  readonly #address: string;
  #accepted = 0;

  private constructor(server: Server, broker: string, address: string) {
    this.#server = server;
    this.#address = address;
    server.on('connection', (near) => {
      const number = ++this.#accepted;
      const wire: Wire = new Wire(near, dial(broker), {
        faultOf: (message) => this.#faultOf({ connection: number, ...message }),
        onOver: () => this.#wires.delete(wire),
      });
      this.#wires.add(wire);
    });
  }

  /** Listens, and leads to a broker: of one at `ipc://…`, beside its socket. */
  static async to(broker: string): Promise<ZmtpProxy> {
    const server = createServer({ allowHalfOpen: true });
    if (broker.startsWith('ipc:')) server.listen(`${pathOf(broker)}-proxy`);
    else server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const near = server.address() as AddressInfo | string;
    return new ZmtpProxy(server, broker, typeof near === 'string' ? `ipc://${near}` : `tcp://127.0.0.1:${near.port}`);
  }

  get address(): string {
    return this.#address;
  }

  /** How many connections it has taken. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How often something befell a message. */
  count(...kinds: readonly Fault['kind'][]): number {
    return kinds.reduce((sum, kind) => sum + (this.#tally.get(kind) ?? 0), 0);
  }

  /** How often a connection was lost. */
  get cuts(): number {
    return this.count('cut', 'torn', 'deaf', 'ghost', 'silence');
  }

  /** Breaks all connections that there are. */
  cut(loss: Loss = { kind: 'cut' }): void {
    for (const wire of this.#wires) {
      this.#note(loss.kind);
      wire.lose(loss);
    }
  }

  async close(): Promise<void> {
    for (const wire of this.#wires) wire.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #faultOf(passing: Passing): Fault {
    const fault = this.weather(passing);
    this.#note(fault.kind);
    return fault;
  }

  #note(kind: Fault['kind']): void {
    this.#tally.set(kind, this.count(kind) + 1);
  }
}

interface WireEvents {
  faultOf(message: Omit<Passing, 'connection'>): Fault;
  onOver(): void;
}

/** One connection of a client through the proxy. */
class Wire {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #events: WireEvents;
  readonly #up: ZmtpLane;
  readonly #down: ZmtpLane;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(near: Socket, far: Socket, events: WireEvents) {
    this.#near = near;
    this.#far = far;
    this.#events = events;
    this.#up = new ZmtpLane(near, far, (body, number) =>
      this.#carry(this.#up, body, events.faultOf({ direction: 'to the broker', number, body })),
    );
    this.#down = new ZmtpLane(far, near, (body, number) =>
      this.#carry(this.#down, body, events.faultOf({ direction: 'to the client', number, body })),
    );
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.cut());
      socket.on('close', () => this.#onClose());
    }
  }

  cut(): void {
    this.#forgetTimers();
    for (const lane of [this.#up, this.#down]) lane.block();
    for (const socket of [this.#near, this.#far]) socket.destroy();
  }

  #onClose(): void {
    if (this.#near.destroyed && this.#far.destroyed) this.#events.onOver();
  }

  #carry(lane: ZmtpLane, body: Buffer, fault: Fault): void {
    switch (fault.kind) {
      case 'pass':
        return lane.write(body);
      case 'twice':
        lane.write(body);
        return lane.write(body);
      case 'again':
        lane.writeAgain(body, fault.behind);
        return lane.write(body);
      case 'pause':
        lane.write(body);
        lane.hold();
        return this.#later(fault.ms, () => lane.release());
      case 'torn':
        lane.block();
        return lane.writePart(body, () => this.cut());
      default:
        if (lane === this.#up) this.lose(fault, body);
        else this.lose(fault);
    }
  }

  /** `latest` was sent by the client, and is not carried on yet. */
  lose(loss: Loss, latest?: Buffer): void {
    switch (loss.kind) {
      case 'cut':
        return this.cut();
      case 'silence':
        for (const lane of [this.#up, this.#down]) lane.block();
        return this.#later(loss.ms, () => this.cut());
      case 'deaf':
        for (const lane of [this.#up, this.#down]) lane.block();
        this.#far.destroy();
        return this.#later(loss.ms, () => this.cut());
      case 'ghost':
        this.#haunt(loss.ms, latest);
    }
  }

  /** The client hears of the cut now; what it had sent arrives at the broker later, when it may have resumed elsewhere. */
  #haunt(ms: number, latest: Buffer | undefined): void {
    this.#forgetTimers();
    this.#down.block();
    this.#up.hold(latest);
    this.#near.removeAllListeners('error');
    this.#near.on('error', () => {});
    this.#near.destroy();
    this.#later(ms, () => this.#up.finish());
  }

  #forgetTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(ms: number, what: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, ms);
    this.#timers.add(timer);
  }
}

function dial(broker: string): Socket {
  if (broker.startsWith('ipc:')) return connect({ path: pathOf(broker), allowHalfOpen: true });
  const port = Number(broker.slice(broker.lastIndexOf(':') + 1));
  return connect({ port, host: '127.0.0.1', allowHalfOpen: true });
}

function pathOf(broker: string): string {
  return broker.slice('ipc://'.length);
}
