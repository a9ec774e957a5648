import type { CallOptions } from '../../src/objects/shared-object.js';
import type { Answer, Called, Recorder } from '../linearizability/recorder.js';
import type { Client } from './client.js';
import type { Random } from './random.js';

/** How long programs are patient, in milliseconds. */
const LONGEST_TIMEOUT_MS = 3_000;

/** When all programs are to come to their end. */
export class Closing {
  /** No program begins anything new. */
  hasBegun = false;
  /** Nothing waits any longer. */
  #isAborting = false;
  readonly #waiting = new Set<() => void>();

  /** Calls `abort` when all calls that wait are to be given up; the function returned takes that back. */
  onAbort(abort: () => void): () => void {
    if (this.#isAborting) abort();
    this.#waiting.add(abort);
    return () => this.#waiting.delete(abort);
  }

  abortAll(): void {
    this.#isAborting = true;
    for (const abort of this.#waiting) abort();
  }
}

/** One thread of a client's doings, as a workload sees it. */
export class Program {
  readonly client: Client;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly #closing: Closing;
  #items = 0;
  readonly #name: string;

  constructor(name: string, client: Client, random: Random, recorder: Recorder, closing: Closing) {
    this.#name = name;
    this.client = client;
    this.random = random;
    this.recorder = recorder;
    this.#closing = closing;
  }

  /** Whether it should begin something new. */
  get goesOn(): boolean {
    return !this.#closing.hasBegun && this.client.end === undefined;
  }

  /** A value that no other program has: its maker's name, and which one it is of theirs. */
  newItem(): string {
    return `${this.#name}:${++this.#items}`;
  }

  /** Works at something else for a while. */
  pause(): Promise<void> {
    return this.client.machine.sleep(this.random.delay(30, 1_000));
  }

  /** Notes a call of this program. */
  record<T>(called: Omit<Called, 'client'>, act: () => Promise<T>, show?: (value: T) => unknown): Promise<Answer<T>> {
    return this.recorder.record({ ...called, client: this.client.name }, act, show);
  }

  /** The same for a call that may wait: it has a time limit, or is aborted, or waits until the run comes to its end. */
  async recordWait<T>(
    called: Omit<Called, 'client'>,
    act: (options: CallOptions) => Promise<T>,
    show?: (value: T) => unknown,
  ): Promise<Answer<T>> {
    const { machine } = this.client;
    const control = new AbortController();
    const abort = () => machine.meet(() => control.abort());
    const stopWaiting = this.#closing.onAbort(abort);
    const stopTimer = this.random.chance(0.3) ? machine.after(this.#patienceMs(), abort) : undefined;
    const timeout = this.random.chance(0.4) ? { timeout: this.#patienceMs() } : {};
    const answer = await this.record(called, () => act({ signal: control.signal, ...timeout }), show);
    stopTimer?.();
    stopWaiting();
    return answer;
  }

  #patienceMs(): number {
    return this.random.chance(0.2) ? 0 : Math.floor(this.random.delay(100, LONGEST_TIMEOUT_MS));
  }
}
