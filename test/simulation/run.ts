import { check } from '../linearizability/checker.js';
import type { Operation } from '../linearizability/history.js';
import type { Model } from '../linearizability/models/index.js';
import { Recorder } from '../linearizability/recorder.js';
import { report } from '../linearizability/report.js';
import { Departures } from './departures.js';
import { Faults } from './faults.js';
import type { Happening, Note } from './happenings.js';
import { LoggedEngine } from './logged-engine.js';
import { Closing, Program } from './program.js';
import { Random } from './random.js';
import { drawSetting, type Setting } from './setting.js';
import { narrowed } from './stages.js';
import type { MakeWorkload } from './workload.js';
import { workloads as allWorkloads } from './workloads/index.js';
import { type Citizen, SimulatedWorld } from './world.js';

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
  /** What befell the world, in its order. */
  readonly happened: readonly Happening[];
  /** All that was called, in the order in which it was called. */
  readonly operations: readonly Operation[];
}

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
  readonly #departures = new Departures(this.#recorder);
  readonly #closing = new Closing();
  readonly #faults: Faults;
  readonly #happened: Happening[] = [];
  readonly #setting: Setting;
  readonly #violations: string[] = [];
  /** Programs that run, by their clients. */
  readonly #running = new Map<Citizen, number>();
  #entered = 0;
  /** How many are about to enter. */
  #entering = 0;

  constructor(seed: number, { workloads = allWorkloads, engine = () => new LoggedEngine() }: RunOptions) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#setting = drawSetting(this.#random, workloads);
    const { scheme, habits, faults } = this.#setting;
    const note: Note = (what, whom) => this.#happened.push({ moment: this.#recorder.tick(), what, whom });
    this.#world = new SimulatedWorld(this.#random.fork(), scheme, habits, engine(), note);
    this.#faults = new Faults(this.#world, this.#random.fork(), faults, (citizen) => this.#die(citizen), note);
  }

  async toItsEnd(): Promise<RunReport> {
    const clients = this.#random.between(2, 4);
    for (let client = 0; client < clients; client++) this.#enterSoon();
    this.#faults.plan(this.#setting.durationMs);
    await this.#world.timeline.run(this.#world.timeline.now + this.#setting.durationMs);
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
        await program.random.pick(this.#setting.workloads).turn(program);
        await client.machine.sleep((this.#random.next() * 2 * this.#setting.durationMs) / turns);
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
    this.#departures.die(citizen.client.name);
    this.#running.delete(citizen);
    this.#enterSoon();
  }

  #lose({ client }: Citizen): void {
    // A client that closes hears of its own end too.
    if (this.#departures.has(client.name)) return;
    this.#departures.lose(client.name);
    const { end } = client;
    const cause = (end?.cause as { code?: string } | undefined)?.code ?? '';
    const isOurFault = this.#setting.faults.isGentle || ['PROTOCOL', 'LIMIT', 'INTERNAL'].includes(cause);
    if (isOurFault) this.#violations.push(`the session of ${client.name} ended: ${end?.message}`);
    this.#enterSoon();
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
    for (const { client } of living) this.#departures.leave(client.name);
    await this.#await('closing', Promise.all(living.map(({ client }) => client.close())));
    // Sessions that nobody resumes any more end meanwhile.
    await timeline.run(timeline.now + PATIENCE_MS);
  }

  /** What these held, others have had for long when the last of them give up. */
  #noteEnded(): void {
    const { names } = this.#departures;
    this.#world.timeline.after(PATIENCE_MS / 4 - 1, () => this.#departures.areOver(names));
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
    for (const workload of this.#setting.workloads) {
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
    const names = this.#setting.workloads.reduce((sum, workload) => sum + workload.names, 0);
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
    const { lost, died } = this.#departures;
    const { isBlind, hadStops } = this.#faults;
    const course = { operations, lost, died, isBlind, hadStops };
    const verdicts = this.#verdicts();
    const judged = this.#setting.workloads.flatMap((workload) => workload.violations?.(course) ?? []);
    const disordered = verdicts.filter(({ is }) => is === 'not linearizable').map(report);
    return {
      seed: this.#seed,
      setting: this.#setting.description,
      violations: [...this.#violations, ...this.#world.violations, ...judged, ...disordered],
      unknown: verdicts.filter(({ is }) => is === 'unknown').map(({ object }) => object),
      happened: this.#happened,
      operations,
    };
  }

  #verdicts() {
    const { operations } = this.#recorder;
    const models = new Map(this.#setting.workloads.flatMap(({ models = {} }) => Object.entries(models)));
    const judged = narrowed(operations).filter(({ object }) => models.has(object));
    return check(
      [...judged, ...this.#departures.operations()],
      (_type, object) => models.get(object) as Model<unknown>,
      {
        budget: SEARCH_BUDGET,
      },
    );
  }
}
