/**
 * The progress bar of `map` and `imap`. It is our own because the libraries for it do not fit: cli-progress, the one that
 * is used most, knows no unknown totals, keeps the program alive by its timer, and has had no release since 2023; others
 * take the whole screen over.
 */
import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { checkOptions } from '../../objects/options.js';
import { type ProgressState, progressLine } from './progress-line.js';

/** Where a progress bar is drawn: `process.stderr`, or what is like it. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writable?: boolean;
  readonly writableNeedDrain?: boolean;
  write(text: string): unknown;
  on?(event: 'error', listener: () => void): unknown;
  off?(event: 'error', listener: () => void): unknown;
}

export interface ProgressOptions {
  /** What stands before it. Default: nothing. */
  readonly label?: string;
  /** Where it is drawn, over one line, again and again. On what is no terminal only its last state is written. Default: `process.stderr`. */
  readonly stream?: ProgressStream;
  /** How many items there will be, where that cannot be seen: for a generator. */
  readonly total?: number;
}

/** `true` for a progress bar with the defaults. */
export type ProgressOption = boolean | ProgressOptions;

/** What a map tells of its progress. Nothing of it throws. */
export interface ProgressBar {
  /** There are so many items. */
  expect(total: number): void;
  /** So many more are done. */
  advance(count: number): void;
  end(): void;
}

const NONE: ProgressBar = { expect() {}, advance() {}, end() {} };

/** Often enough to look alive, and seldom enough to cost nothing. */
const SHORTEST_PAUSE_MS = 100;
/** So that the time goes on while nothing is done. */
const LONGEST_PAUSE_MS = 1_000;

const DEFAULT_COLUMNS = 80;
const CLEAR_REST_OF_LINE = '\u001b[K';

/** One line can show one bar: another that begins meanwhile on the same stream writes its last state only. */
const drawnOn = new WeakSet<ProgressStream>();

/**
 * What begins the progress bar, where one is asked for. `known` is the total as far as it can be seen. Throws
 * `ArgumentError` now, before there is a map that would have to be ended, and not when it is begun.
 */
export function progressStarter(option: ProgressOption | undefined, known: number | undefined): () => ProgressBar {
  if (option === undefined || option === false) return () => NONE;
  const options = option === true ? {} : option;
  checkOptions(options, ['label', 'stream', 'total'], 'progress');
  const { label = '', stream = process.stderr, total = known } = options;
  if (typeof stream?.write !== 'function') {
    throw new ArgumentError(`stream of progress must be writable, as process.stderr; got ${describe(stream)}`);
  }
  if (total !== undefined && !(typeof total === 'number' && total >= 0)) {
    throw new ArgumentError(`total of progress must be a number of 0 or more; got ${describe(total)}`);
  }
  const printable = String(label).replace(/\p{Cc}+/gu, ' ');
  return () => new Bar(printable, stream, total);
}

class Bar implements ProgressBar {
  readonly #label: string;
  readonly #stream: ProgressStream;
  readonly #isDrawn: boolean;
  readonly #startedMs = performance.now();
  #total: number | undefined;
  #done = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(label: string, stream: ProgressStream, total: number | undefined) {
    this.#label = label;
    this.#stream = stream;
    this.#total = total;
    this.#isDrawn = stream.isTTY === true && !drawnOn.has(stream);
    if (!this.#isDrawn) return;
    drawnOn.add(stream);
    // A terminal that went away is no reason to fail.
    stream.on?.('error', ignore);
    this.#drawSoon();
  }

  expect(total: number): void {
    this.#total = total;
  }

  advance(count: number): void {
    this.#done += count;
    this.#drawSoon();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#write(`${this.#line()}${this.#isDrawn ? CLEAR_REST_OF_LINE : ''}\n`);
    if (!this.#isDrawn) return;
    drawnOn.delete(this.#stream);
    this.#stream.off?.('error', ignore);
  }

  #drawSoon(): void {
    if (!this.#isDrawn || this.#isOver) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    const dueMs = this.#drawnMs + SHORTEST_PAUSE_MS - now;
    if (dueMs <= 0) {
      this.#drawnMs = now;
      // The cursor waits at the line's beginning, so that what others print covers the bar and is not covered by it.
      if (!this.#stream.writableNeedDrain) this.#write(`${this.#line()}${CLEAR_REST_OF_LINE}\r`);
    }
    this.#timer = setTimeout(() => this.#drawSoon(), dueMs > 0 ? dueMs : LONGEST_PAUSE_MS).unref();
  }

  #line(): string {
    const state: ProgressState = {
      label: this.#label,
      done: this.#done,
      total: this.#total,
      elapsedMs: performance.now() - this.#startedMs,
      isOver: this.#isOver,
    };
    // The last column is left free: some terminals go to the next line when it is written to.
    const columns = this.#stream.isTTY ? (this.#stream.columns || DEFAULT_COLUMNS) - 1 : Number.POSITIVE_INFINITY;
    return progressLine(state, columns);
  }

  #write(text: string): void {
    if (this.#stream.writable === false) return;
    try {
      this.#stream.write(text);
    } catch {
      // Nor is one that fails at once: the work goes on.
    }
  }
}

function ignore(): void {}
