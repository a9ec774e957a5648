import { check } from '../linearizability/checker.js';
import { type Operation, sessionEnded } from '../linearizability/history.js';
import type { Model } from '../linearizability/models/index.js';
import { Recorder } from '../linearizability/recorder.js';
import { report } from '../linearizability/report.js';
import { Faults } from './faults.js';
import { LoggedEngine } from './logged-engine.js';
import { Closing, Program } from './program.js';
import { Random } from './random.js';
import { narrowed } from './stages.js';
import type { MakeWorkload, Workload } from './workload.js';
import { workloads as allWorkloads } from './workloads/index.js';
import { type Citizen, type Scheme, SimulatedWorld } from './world.js';

export interface RunOptions {
  /** By their names; of these a run uses some. Default: all. */
  readonly workloads?: Readonly<Record<string, MakeWorkload>>;
  /** The engine behind the broker. Default: one that does what it should. */
  readonly engine?: () => LoggedEngine;
}

/** What came of a run. */
export interface RunReport {
  readonly seed: number;
  /** What the seed made of it, for people. */
  readonly setting: string;
  /** What should not be so. */
  readonly violations: readonly string[];
  /** Objects whose histories were too long to judge. */
  readonly unknown: readonly string[];
  /** How often what happened to the world. */
  readonly happened: ReadonlyMap<string, number>;
  /** All that was called, in the order in which it was called. */
  readonly operations: readonly Operation[];
}

/** How long faults go on, in milliseconds of the simulated time. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Longer than everything that may keep a program, once nothing is broken any more. */
const PATIENCE_MS = 120_000;

/** How many steps the search for an order may take for each object: beyond some, there are better uses for the time. */
const SEARCH_BUDGET = 30_000;

/** Runs one schedule: the same for the same seed, whatever runs beside it. */
export function run(seed: number, options: RunOptions = {}): Promise<RunReport> {
  return new Run(seed, options).toItsEnd();
}

class Run {
  readonly #seed: number;
  readonly #random: Random;
  readonly #world: SimulatedWorld;
  readonly #recorder = new Recorder();
  readonly #closing = new Closing();
  readonly #faults: Faults;
  readonly #workloads: readonly Workload[];
  readonly #setting: string;
  readonly #isGentle: boolean;
  readonly #duration: number;
  readonly #violations: string[] = [];
  /** Programs that run, by their clients. */
  readonly #running = new Map<Citizen, number>();
  readonly #died = new Map<string, number>();
  readonly #lost = new Set<string>();
  /** Since when the session of a client may be over, by its name. */
  readonly #endings = new Map<string, number>();
  /** By when it certainly was, where that was before the end of the run. */
  readonly #ended = new Map<string, number>();
  #entered = 0;
  /** How many are about to enter. */
  #entering = 0;

  constructor(seed: number, { workloads = allWorkloads, engine = () => new LoggedEngine() }: RunOptions) {
    this.#seed = seed;
    this.#random = new Random(seed);
    const random = this.#random;
    const scheme: Scheme = random.chance(0.7) ? 'tcp' : 'ipc';
    this.#isGentle = random.chance(0.5);
    this.#duration = random.between(SHORTEST_MS, LONGEST_MS);
    const chosen = random.some(Object.keys(workloads), 0.4);
    const names = chosen.length > 0 ? chosen : [random.pick(Object.keys(workloads))];
    this.#workloads = names.map((name) => (workloads[name] as MakeWorkload)(random.fork()));
    const habits = {
      latencyMs: random.pick([0.1, 2, 20]),
      duplicates: random.pick([0, 0, 0.2]),
      noticeMs: this.#isGentle || scheme === 'ipc' ? 50 : 6_000,
    };
    const count = random.pick([0, 3, 10, 30]);
    this.#setting = `${names.join(', ')} over ${scheme}, ${count} ${this.#isGentle ? 'gentle' : 'harsh'} faults`;
    this.#world = new SimulatedWorld(random.fork(), scheme, habits, engine());
    const plan = { count, isGentle: this.#isGentle };
    this.#faults = new Faults(this.#world, random.fork(), plan, (citizen) => this.#die(citizen));
  }

  async toItsEnd(): Promise<RunReport> {
    const clients = this.#random.between(2, 4);
    for (let client = 0; client < clients; client++) this.#enterSoon();
    this.#faults.plan(this.#duration);
    await this.#world.timeline.run(this.#world.timeline.now + this.#duration);
    await this.#close();
    await this.#audit();
    return this.#report();
  }

  // ── Clients ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #enterSoon(): void {
    this.#world.timeline.after(this.#random.delay(100, 2_000), () => {
      if (!this.#closing.hasBegun) void this.#enter();
    });
  }

  async #enter(): Promise<void> {
    this.#entering++;
    try {
      const citizen = await this.#world.enter(`c${++this.#entered}`, (lost) => this.#lose(lost));
      const programs = this.#random.between(1, 3);
      this.#running.set(citizen, programs);
      for (let program = 1; program <= programs; program++) void this.#runProgram(citizen, program);
    } catch {
      // The broker was away for too long.
      this.#enterSoon();
    } finally {
      this.#entering--;
    }
  }

  async #runProgram(citizen: Citizen, number: number): Promise<void> {
    const { client } = citizen;
    const program = this.#program(`${client.name}.${number}`, citizen);
    try {
      const turns = this.#random.between(3, 12);
      for (let turn = 0; turn < turns && program.goesOn; turn++) {
        await program.random.pick(this.#workloads).turn(program);
        await client.machine.sleep((this.#random.next() * 2 * this.#duration) / turns);
      }
    } catch (error) {
      this.#violations.push(`a program of ${client.name} failed: ${error instanceof Error ? error.stack : error}`);
    }
    const others = (this.#running.get(citizen) ?? 1) - 1;
    if (others > 0) this.#running.set(citizen, others);
    else this.#running.delete(citizen);
  }

  #program(name: string, { client }: Citizen, closing = this.#closing): Program {
    return new Program(name, client, this.#random.fork(), this.#recorder, closing);
  }

  #die(citizen: Citizen): void {
    const { name } = citizen.client;
    this.#died.set(name, this.#recorder.tick());
    // Before its death it may have been away, and without a session for long.
    this.#endings.set(name, this.#lastSeen(name));
    this.#lost.add(name);
    this.#running.delete(citizen);
    this.#enterSoon();
  }

  #lose({ client }: Citizen): void {
    // A client that closes hears of its own end too.
    if (this.#endings.has(client.name)) return;
    this.#lost.add(client.name);
    this.#endings.set(client.name, this.#lastSeen(client.name));
    const { end } = client;
    const cause = (end?.cause as { code?: string } | undefined)?.code ?? '';
    const isOurFault = this.#isGentle || ['PROTOCOL', 'LIMIT', 'INTERNAL'].includes(cause);
    if (isOurFault) this.#violations.push(`the session of ${client.name} ended: ${end?.message}`);
    this.#enterSoon();
  }

  /** When a session certainly went on: a call made then was carried out. */
  #lastSeen(name: string): number {
    const answered = this.#recorder.operations.filter(
      ({ client, outcome }) => client === name && outcome.kind === 'value',
    );
    return Math.max(0, ...answered.map(({ called }) => called));
  }

  // ── The end ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Nothing breaks any more: everybody comes to an end. */
  async #close(): Promise<void> {
    const { timeline } = this.#world;
    this.#closing.hasBegun = true;
    this.#faults.end();
    timeline.after(PATIENCE_MS / 4, () => this.#noteEnded());
    timeline.after(PATIENCE_MS / 2, () => this.#closing.abortAll());
    const isOver = await timeline.run(timeline.now + PATIENCE_MS, () => this.#running.size + this.#entering === 0);
    if (!isOver) this.#violations.push(...this.#stuck());
    // Who is away comes back, or is lost: what is acknowledged now arrives.
    await timeline.run(timeline.now + PATIENCE_MS);
    const living = this.#world.citizens.filter(({ client, hasLost }) => !client.machine.isDead && !hasLost);
    for (const { client } of living) this.#endings.set(client.name, this.#recorder.tick());
    await this.#await('closing', Promise.all(living.map(({ client }) => client.close())));
    // Sessions that nobody resumes any more end meanwhile.
    await timeline.run(timeline.now + PATIENCE_MS);
  }

  /** What these held, others have had for long when the last of them give up. */
  #noteEnded(): void {
    const ended = [...this.#endings.keys()];
    this.#world.timeline.after(PATIENCE_MS / 4 - 1, () => {
      const moment = this.#recorder.tick();
      for (const name of ended) this.#ended.set(name, moment);
    });
  }

  #stuck(): string[] {
    const names = [...this.#running.keys()].map(({ client }) => client.name);
    const open = this.#recorder.operations.filter(
      ({ client, returned }) => names.includes(client) && returned === Number.POSITIVE_INFINITY,
    );
    const calls = open.map(({ client, object, name }) => `${client} in ${object}.${name}`);
    return [`programs do not come to their end: ${calls.join(', ') || names.join(', ')}`];
  }

  /** A client that saw nothing of all this looks at what is left. */
  async #audit(): Promise<void> {
    const auditor = await this.#await(
      'entering',
      this.#world.enter('auditor', () => {}),
    );
    if (!auditor) return;
    const program = this.#program('auditor', auditor, new Closing());
    for (const workload of this.#workloads) {
      this.#violations.push(
        ...((await this.#await(`the audit of ${workload.constructor.name}`, workload.audit?.(program))) ?? []),
      );
    }
    await this.#await('closing', auditor.client.close());
    await this.#takeCensus();
  }

  async #takeCensus(): Promise<void> {
    const inspector = await this.#await(
      'entering',
      this.#world.enter('inspector', () => {}),
    );
    const census = await this.#await('the census', inspector?.client.census());
    const { sessions, objects, waiting, unacknowledged, references } = census ?? {};
    const found = JSON.stringify({ sessions, objects, waiting, unacknowledged, references });
    const names = this.#workloads.reduce((sum, workload) => sum + workload.names, 0);
    const wanted = JSON.stringify({ sessions: 1, objects: names, waiting: 0, unacknowledged: 0, references: 0 });
    if (found !== wanted) this.#violations.push(`something is left: the broker holds ${found} instead of ${wanted}`);
  }

  /** What a promise comes to in good time; otherwise nothing, and that is a violation. */
  async #await<T>(what: string, promise: T | Promise<T>): Promise<T | undefined> {
    const { timeline } = this.#world;
    let isSettled = false;
    let value: T | undefined;
    const settle = async () => {
      try {
        value = await promise;
      } catch (error) {
        this.#violations.push(`when all was quiet, ${what} failed: ${error}`);
      }
      isSettled = true;
    };
    void settle();
    if (!(await timeline.run(timeline.now + PATIENCE_MS, () => isSettled))) {
      this.#violations.push(`when all was quiet, ${what} did not come to an end`);
    }
    return value;
  }

  // ── Judgement ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #report(): RunReport {
    const { operations } = this.#recorder;
    const { isBlind, hadStops } = this.#faults;
    const course = { operations, lost: this.#lost, died: this.#died, isBlind, hadStops };
    const verdicts = this.#verdicts();
    const judged = this.#workloads.flatMap((workload) => workload.violations?.(course) ?? []);
    const disordered = verdicts.filter(({ is }) => is === 'not linearizable').map(report);
    return {
      seed: this.#seed,
      setting: this.#setting,
      violations: [...this.#violations, ...this.#world.violations, ...judged, ...disordered],
      unknown: verdicts.filter(({ is }) => is === 'unknown').map(({ object }) => object),
      happened: new Map([...this.#faults.happened, ['sessions resumed', this.#world.resumptions]]),
      operations,
    };
  }

  #verdicts() {
    const { operations } = this.#recorder;
    const end = this.#recorder.tick();
    const models = new Map(this.#workloads.flatMap(({ models = {} }) => Object.entries(models)));
    const endings = [...this.#endings].map(([name, since]) => sessionEnded(name, since, this.#ended.get(name) ?? end));
    const judged = narrowed(operations).filter(({ object }) => models.has(object));
    return check([...judged, ...endings], (_type, object) => models.get(object) as Model<unknown>, {
      budget: SEARCH_BUDGET,
    });
  }
}
