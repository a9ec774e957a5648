import type { Note } from './happenings.js';
import type { Machine } from './machine.js';
import type { Random } from './random.js';
import type { Citizen, SimulatedWorld } from './world.js';

/** What may go wrong in a run, and how badly. */
export interface FaultPlan {
  /** How many faults there are. */
  readonly count: number;
  /** In a gentle run nothing lasts long enough to end the session of a client that lives. */
  readonly isGentle: boolean;
}

type Fault = readonly [what: string, whom: Machine, act: () => void];

/** The longest that something lasts in a gentle run, in milliseconds; and in another. */
const GENTLE_MS = 1_500;
const LONGEST_MS = 25_000;

/** How long the network is left alone after a fault in a gentle run, in milliseconds. */
const REST_MS = 5_000;

/** Breaks things, and mends them. */
export class Faults {
  readonly #world: SimulatedWorld;
  readonly #random: Random;
  readonly #plan: FaultPlan;
  readonly #onDeath: (citizen: Citizen) => void;
  readonly #note: Note;
  /** What is still to be mended. */
  readonly #broken = new Set<() => void>();
  #restUntil = 0;
  /** As a course has these. */
  isBlind = false;
  hadStops = false;

  constructor(world: SimulatedWorld, random: Random, plan: FaultPlan, onDeath: (citizen: Citizen) => void, note: Note) {
    this.#world = world;
    this.#random = random;
    this.#plan = plan;
    this.#onDeath = onDeath;
    this.#note = note;
  }

  /** Spreads the faults over a time, in milliseconds. */
  plan(overMs: number): void {
    for (let fault = 0; fault < this.#plan.count; fault++) {
      this.#world.timeline.after(this.#random.next() * overMs, () => this.#happen());
    }
  }

  /** Mends everything at once. */
  end(): void {
    for (const mend of this.#broken) mend();
  }

  #happen(): void {
    const living = this.#world.citizens.filter(({ client, hasLost }) => !client.machine.isDead && !hasLost);
    if (living.length === 0) return;
    const citizen = this.#random.pick(living);
    const isResting = this.#isResting;
    if (isResting && this.#random.chance(0.7)) return;
    if (!isResting) this.#restUntil = this.#world.timeline.now + REST_MS;
    const [what, whom, act] = this.#random.pick(isResting ? [this.#killing(citizen)] : this.#possible(citizen));
    this.#note(what, whom.name);
    act();
  }

  /** In a gentle run all have time to come back before the next fault; only deaths go on. */
  get #isResting(): boolean {
    return this.#plan.isGentle && this.#world.timeline.now < this.#restUntil;
  }

  /** Some more than once: these are more probable. */
  #possible(citizen: Citizen): readonly Fault[] {
    const { network, scheme, broker } = this.#world;
    const { machine } = citizen.client;
    const cut = ['connection cut', machine, () => network.cut(machine)] as const;
    const cutOff = ['client cut off for a while', machine, () => this.#cutOff(citizen)] as const;
    const overTcp = [
      cut,
      cut,
      cutOff,
      cutOff,
      ['broker started again', broker, () => this.#world.restartBroker()],
    ] as const;
    const harsh = [
      ['clock stepped ahead', machine, () => machine.jump(this.#duration())],
      ['clock of the broker stepped ahead', broker, () => this.#jumpBroker(broker)],
    ] as const;
    return [
      this.#killing(citizen),
      ['client stopped for a while', machine, () => this.#stop(machine)],
      ['broker stopped for a while', broker, () => this.#stop(broker)],
      ...(scheme === 'tcp' ? overTcp : []),
      ...(this.#plan.isGentle ? [] : harsh),
    ];
  }

  #killing(citizen: Citizen): Fault {
    const kill = () => {
      this.#onDeath(citizen);
      this.#world.kill(citizen.client);
    };
    return ['client killed', citizen.client.machine, kill];
  }

  #cutOff({ client }: Citizen): void {
    const { network } = this.#world;
    network.cutOff(client.machine);
    this.#lasts(() => network.mend(client.machine));
  }

  #stop(machine: Machine): void {
    if (machine.isStopped) return;
    this.hadStops = true;
    this.isBlind ||= !this.#plan.isGentle;
    machine.stop();
    this.#lasts(() => machine.goOn());
  }

  #jumpBroker(broker: Machine): void {
    this.isBlind = true;
    broker.jump(this.#duration());
  }

  /** Calls `mend` after a while, or when all faults come to their end. */
  #lasts(mend: () => void): void {
    this.#broken.add(mend);
    this.#world.timeline.after(this.#duration(), () => {
      if (this.#broken.delete(mend)) mend();
    });
  }

  #duration(): number {
    return this.#plan.isGentle ? this.#random.next() * GENTLE_MS : this.#random.delay(GENTLE_MS, LONGEST_MS);
  }
}
