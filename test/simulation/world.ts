import { usualLimits } from '../../protocol/broker-limits.js';
import { limits } from '../../protocol/limits.js';
import { Broker } from '../../src/broker/broker.js';
import { breakableLink, lastingLink } from '../../src/broker/grace.js';
import { Principals } from '../../src/broker/principals.js';
import { Client } from './client.js';
import type { Note } from './happenings.js';
import type { LoggedEngine } from './logged-engine.js';
import { Machine } from './machine.js';
import { Network, type NetworkHabits } from './network.js';
import type { Random } from './random.js';
import { Timeline } from './timeline.js';
import { WatchedEngine } from './watched-engine.js';

const CREDENTIALS = { address: 'simulated://broker', authkey: new TextEncoder().encode('the authkey of all runs') };

/** How clients and broker are connected. */
export type Scheme = 'ipc' | 'tcp';

/** A client of the world, with what became of it. */
export interface Citizen {
  readonly client: Client;
  /** Its session is over, other than by its own `close`. */
  hasLost: boolean;
}

/** One broker, its clients and the network between them, on one timeline. */
export class SimulatedWorld {
  readonly timeline = new Timeline();
  readonly broker = new Machine('broker', this.timeline);
  readonly network: Network;
  readonly scheme: Scheme;
  readonly citizens: Citizen[] = [];
  /** What the world itself found wrong. */
  readonly violations: string[] = [];
  readonly #random: Random;
  readonly #engine: LoggedEngine;

  constructor(random: Random, scheme: Scheme, habits: NetworkHabits, engine: LoggedEngine, note: Note) {
    this.#random = random;
    this.#engine = engine;
    this.scheme = scheme;
    const onResumed = () => note('session resumed', this.broker.name);
    const broker = new Broker({
      engine: new WatchedEngine(engine, (violation) => this.violations.push(violation), onResumed),
      clock: this.broker,
      principals: Principals.ofOwner(CREDENTIALS.authkey),
      limits: { ...usualLimits, bytesUnderWay: random.pick([usualLimits.bytesUnderWay, 100, 1_000]) },
    });
    const grace = scheme === 'tcp' ? breakableLink(limits.graceMs) : lastingLink;
    this.network = new Network(this.timeline, random, habits, this.broker, (link) =>
      broker.accept(link, grace, 'memory://simulated'),
    );
  }

  /** A new program connects, on a machine whose clock shows whatever it shows. */
  async enter(name: string, onEnd: (citizen: Citizen) => void): Promise<Citizen> {
    const machine = new Machine(name, this.timeline, this.#random.between(0, 1_000_000));
    let citizen: Citizen | undefined;
    const client = await Client.enter(
      name,
      CREDENTIALS,
      { clock: machine, connect: (_address, events, timeoutMs) => this.network.connect(machine, events, timeoutMs) },
      () => {
        if (!citizen) return;
        citizen.hasLost = true;
        onEnd(citizen);
      },
    );
    citizen = { client, hasLost: false };
    this.citizens.push(citizen);
    return citizen;
  }

  /** As SIGKILL. */
  kill({ machine }: Client): void {
    machine.die();
    this.network.bury(machine);
  }

  /** The broker's process ends, and another one goes on from its log. */
  restartBroker(): void {
    this.network.cutAll();
    this.#engine.crash();
  }
}
