import { Fifo } from '../fifo.js';
import { END, type Feed, type Outcome } from './outcome.js';
import { ResultIterator } from './result-iterator.js';

/** How many reports are kept for a reader that is behind. Progress is of interest when it is new: the oldest are dropped. */
const MOST_UNREAD = 1_024;

/** What a task reports, for any number of readers: each gets all that is reported from its own beginning on. */
export class Reports {
  readonly #readers = new Set<ReportFeed>();
  #isOver = false;

  add(value: unknown): void {
    for (const reader of this.#readers) reader.add(value);
  }

  /** There will be no more of them. */
  end(): void {
    this.#isOver = true;
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  read(name: string): ResultIterator<unknown> {
    return new ResultIterator<unknown>(name, (onChange) => {
      const reader = new ReportFeed(onChange, () => this.#readers.delete(reader));
      if (this.#isOver) reader.end();
      else this.#readers.add(reader);
      return reader;
    });
  }
}

class ReportFeed implements Feed<unknown> {
  readonly #unread = new Fifo<unknown>();
  readonly #onChange: () => void;
  readonly #leave: () => void;
  #isOver = false;

  constructor(onChange: () => void, leave: () => void) {
    this.#onChange = onChange;
    this.#leave = leave;
  }

  add(value: unknown): void {
    if (this.#unread.length === MOST_UNREAD) this.#unread.shift();
    this.#unread.push(value);
    this.#onChange();
  }

  end(): void {
    this.#isOver = true;
    this.#onChange();
  }

  take(): Outcome<unknown> | undefined {
    if (this.#unread.length > 0) return { kind: 'value', value: this.#unread.shift() };
    return this.#isOver ? END : undefined;
  }

  async close(): Promise<void> {
    this.#unread.drain();
    this.#leave();
  }
}
