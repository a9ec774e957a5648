import { type Operation, sessionEnded } from '../linearizability/history.js';
import type { Recorder } from '../linearizability/recorder.js';

/** When the sessions of clients ended, as closely as anybody can know: by the names of the clients, and the recorder's moments. */
export class Departures {
  /** Those whose sessions ended before their time: killed, or away for too long. */
  readonly lost = new Set<string>();
  /** When clients were killed. */
  readonly died = new Map<string, number>();
  readonly #recorder: Recorder;
  /** Since when a session may be over. */
  readonly #since = new Map<string, number>();
  /** By when it certainly was, where that was before the end of the run. */
  readonly #until = new Map<string, number>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** It was killed now. Before that it may have been away, and without a session for long. */
  die(name: string): void {
    this.died.set(name, this.#recorder.tick());
    this.lose(name);
  }

  /** Its session turned out to be over. */
  lose(name: string): void {
    this.lost.add(name);
    this.#since.set(name, this.#lastSeen(name));
  }

  /** It begins to close. */
  leave(name: string): void {
    this.#since.set(name, this.#recorder.tick());
  }

  has(name: string): boolean {
    return this.#since.has(name);
  }

  /** Those who departed so far. */
  get names(): readonly string[] {
    return [...this.#since.keys()];
  }

  /** The broker has certainly ended the sessions of these by now. */
  areOver(names: readonly string[]): void {
    const moment = this.#recorder.tick();
    for (const name of names) this.#until.set(name, moment);
  }

  /** For the history of a run that is over. */
  operations(): Operation[] {
    const end = this.#recorder.tick();
    return [...this.#since].map(([name, since]) => sessionEnded(name, since, this.#until.get(name) ?? end));
  }

  /** When a session certainly went on: a call made then was carried out. */
  #lastSeen(name: string): number {
    const answered = this.#recorder.operations.filter(
      ({ client, outcome }) => client === name && outcome.kind === 'value',
    );
    return Math.max(0, ...answered.map(({ called }) => called));
  }
}
