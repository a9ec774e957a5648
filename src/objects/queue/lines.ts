import { PAGE_ITEMS, type Packing, Page, type Paged } from './page.js';

/**
 * Items that leave from an end of a line. Of a long one, only those near the ends are objects; those between are packed in
 * pages. So what is taken can be another object than what was added.
 */
export interface Line<T> {
  readonly size: number;
  /** How many of them are not in pages. */
  readonly loose: number;
  /** One that arrived after all others. */
  add(item: T): void;
  /** The item that leaves next. */
  first(): T | undefined;
  take(): T | undefined;
  /** All items, in no particular order. */
  [Symbol.iterator](): Iterator<T>;
}

/** First in, first out: what is at the back is packed when it is a page, and unpacked when it comes to the front. */
export class Pipe<T extends Paged> implements Line<T> {
  readonly #packing: Packing<T>;
  /** Each of its slots is used once, as nothing moves; a short line has nothing else until they are used up. */
  #front: (T | undefined)[] = [];
  /** Where the first item is in the front. */
  #head = 0;
  #firstPage: Page<T> | undefined;
  #lastPage: Page<T> | undefined;
  #pages = 0;
  #back: T[] = [];

  constructor(packing: Packing<T>) {
    this.#packing = packing;
  }

  get size(): number {
    return this.#front.length - this.#head + this.#pages * PAGE_ITEMS + this.#back.length;
  }

  get loose(): number {
    return this.#front.length - this.#head + this.#back.length;
  }

  add(item: T): void {
    if (this.#isOnlyFront && this.#front.length < PAGE_ITEMS) {
      this.#front.push(item);
      return;
    }
    this.#back.push(item);
    if (this.#back.length === PAGE_ITEMS) this.#packBack();
  }

  first(): T | undefined {
    if (this.#head === this.#front.length && !this.#isOnlyFront) this.#refillFront();
    return this.#front[this.#head];
  }

  take(): T | undefined {
    const item = this.first();
    if (item !== undefined) this.#front[this.#head++] = undefined;
    return item;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let place = this.#head; place < this.#front.length; place++) yield this.#front[place] as T;
    for (let page = this.#firstPage; page; page = page.next) yield* page.items();
    yield* this.#back;
  }

  get #isOnlyFront(): boolean {
    return this.#back.length === 0 && this.#pages === 0;
  }

  #packBack(): void {
    const page = new Page(this.#back, this.#packing);
    this.#back = [];
    if (this.#lastPage) this.#lastPage.next = page;
    else this.#firstPage = page;
    this.#lastPage = page;
    this.#pages++;
  }

  #refillFront(): void {
    this.#head = 0;
    const page = this.#firstPage;
    if (page) {
      this.#front = page.items();
      this.#firstPage = page.next;
      if (page === this.#lastPage) this.#lastPage = undefined;
      this.#pages--;
    } else {
      this.#front = this.#back;
      this.#back = [];
    }
  }
}

/** Last in, first out. The lower page of two is packed, so that items that come and go at its edge leave it alone. */
export class Stack<T extends Paged> implements Line<T> {
  readonly #packing: Packing<T>;
  readonly #pages: Page<T>[] = [];
  #top: T[] = [];

  constructor(packing: Packing<T>) {
    this.#packing = packing;
  }

  get size(): number {
    return this.#pages.length * PAGE_ITEMS + this.#top.length;
  }

  get loose(): number {
    return this.#top.length;
  }

  add(item: T): void {
    this.#top.push(item);
    if (this.#top.length < 2 * PAGE_ITEMS) return;
    this.#pages.push(new Page(this.#top.slice(0, PAGE_ITEMS), this.#packing));
    this.#top = this.#top.slice(PAGE_ITEMS);
  }

  first(): T | undefined {
    if (this.#top.length === 0) this.#top = this.#pages.pop()?.items() ?? [];
    return this.#top.at(-1);
  }

  take(): T | undefined {
    const item = this.first();
    this.#top.pop();
    return item;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const page of this.#pages) yield* page.items();
    yield* this.#top;
  }
}
