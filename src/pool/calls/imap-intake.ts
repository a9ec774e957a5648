import { isPromise, type Source } from './source.js';

/** What an intake serves. */
export interface ImapOwner {
  /** How many items may be read, from the first one on. Grows; then `go()` is called. */
  limit(): number;
  /** Whether a worker would have nothing to do. */
  isIdle(): boolean;
  /** Whether nothing else is left to be taken, so that what was gathered cannot wait for more. */
  isStarved(): boolean;
  /** Begins these items; `first` is the index of the first one. */
  send(items: readonly unknown[], first: number): void;
  /** An item has come for which it had to wait, or there are no more, or it still waits: calls `go()`, and heeds what comes of it. */
  onNews(): void;
}

/** Reads the items of an `imap`, as far as it may, and gathers them to chunks. */
export class ImapIntake {
  readonly #source: Source;
  readonly #chunkSize: number;
  readonly #owner: ImapOwner;
  #gathered: unknown[] = [];
  /** Counts of items. */
  #read = 0;
  #sent = 0;
  #isBusy = false;
  /** The item that was asked for and has not come; and whether it makes us wait: a turn of the event loop has passed. */
  #pending: Promise<unknown> | undefined;
  #isSlow = false;
  #isEnded = false;
  /** What ended it, unless that were the items. */
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Source, chunkSize: number, owner: ImapOwner) {
    this.#source = source;
    this.#chunkSize = chunkSize;
    this.#owner = owner;
  }

  /** Whether it will send no more. */
  get isOver(): boolean {
    return this.#isEnded && this.#gathered.length === 0;
  }

  /** Reads on, and sends what is worth it. To be called whenever what the owner answers may have changed. */
  go(): void {
    // The items' own code may take results of this very map.
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (!this.#isEnded && !this.#pending && this.#read < this.#owner.limit()) this.#readOne();
    this.#isBusy = false;
    if (this.#isWorthSending()) this.#send();
  }

  /** What ended it, to be told once; `undefined` where that were the items. */
  takeFailure(): { readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Reads no more, and sends nothing. Resolves, or rejects, when the items' own code has heard of it. */
  async drop(failure?: { readonly error: unknown }): Promise<void> {
    this.#end(failure);
    this.#failure ??= failure;
    this.#gathered = [];
    const closing = this.#source.close();
    if (!this.#pending) return closing;
    // An item that it waits for may never come, and generators do not return before it does.
    closing.catch(() => {});
  }

  #readOne(): void {
    try {
      const step = this.#source.next();
      if (isPromise(step)) this.#wait(step);
      else this.#accept(step);
    } catch (error) {
      this.#fail(error);
    }
  }

  #wait(step: Promise<IteratorResult<unknown, unknown>>): void {
    this.#pending = step;
    if (this.#gathered.length > 0) setImmediate(() => this.#noteSlow(step));
    const goOn = () => {
      this.#pending = undefined;
      this.#isSlow = false;
    };
    step.then(
      (result) => {
        goOn();
        this.#accept(result);
        this.#owner.onNews();
      },
      (error) => {
        goOn();
        this.#fail(error);
        this.#owner.onNews();
      },
    );
  }

  #noteSlow(step: Promise<unknown>): void {
    if (this.#pending !== step) return;
    this.#isSlow = true;
    this.#owner.onNews();
  }

  #accept({ done, value }: IteratorResult<unknown, unknown>): void {
    if (this.#isEnded) return;
    if (done) {
      this.#source.markEnded();
      return this.#end();
    }
    this.#read += 1;
    this.#gathered.push(value);
    if (this.#gathered.length >= this.#chunkSize) this.#send();
  }

  /** Reads no more; what was gathered is still to be sent. The first failure counts. */
  #end(failure?: { readonly error: unknown }): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#failure = failure;
  }

  #fail(error: unknown): void {
    // It has ended by its own error: there is nothing to close.
    this.#source.markEnded();
    this.#end({ error });
  }

  #isWorthSending(): boolean {
    if (this.#gathered.length === 0) return false;
    if (this.#isEnded || (this.#isSlow && this.#owner.isIdle())) return true;
    return this.#read >= this.#owner.limit() && this.#owner.isStarved();
  }

  #send(): void {
    const items = this.#gathered;
    this.#gathered = [];
    const first = this.#sent;
    this.#sent += items.length;
    this.#owner.send(items, first);
  }
}
