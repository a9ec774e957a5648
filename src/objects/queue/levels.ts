import { Heap } from '../heap.js';
import { type Item, moreUrgent, termless } from './item.js';
import { type Line, Pipe } from './lines.js';
import { PAGE_ITEMS } from './page.js';

/** So many priorities have lines of their own. A line for each of a million would take more than its item. */
const MOST_LEVELS = 64;

/** Items of one priority, which leave in the order of their arrival. */
class Level extends Pipe<Item> {
  constructor(readonly priority: number) {
    super(termless(priority));
  }
}

/**
 * Most urgent first. Programs have a few priorities, so their items need not be put in order one by one: there is a line for
 * each priority that has items. Where there are more priorities than that, the items of those without a line stand in a heap.
 */
export class Levels implements Line<Item> {
  readonly #byPriority = new Map<number, Level>();
  /** Most urgent first. */
  readonly #levels: Level[] = [];
  readonly #others = new Heap<Item>(moreUrgent);
  #inLevels = 0;

  get size(): number {
    return this.#inLevels + this.#others.size;
  }

  /** A level has two pages or less of them. */
  get loose(): number {
    return this.#others.size + Math.min(this.#inLevels, 2 * PAGE_ITEMS * this.#levels.length);
  }

  add(item: Item): void {
    const level = this.#byPriority.get(item.priority) ?? this.#open(item.priority);
    if (level) {
      level.add(item);
      this.#inLevels++;
    } else this.#others.add(item);
  }

  first(): Item | undefined {
    const inLevel = this.#levels[0]?.first();
    const other = this.#others.first();
    if (inLevel === undefined || other === undefined) return inLevel ?? other;
    return moreUrgent(other, inLevel) ? other : inLevel;
  }

  take(): Item | undefined {
    const item = this.first();
    if (item === this.#others.first()) return this.#others.take();
    const level = this.#levels[0] as Level;
    level.take();
    this.#inLevels--;
    if (level.size === 0) this.#closeFirst();
    return item;
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (const level of this.#levels) yield* level;
    yield* this.#others;
  }

  /** While there are too many priorities, nearly each line would be made for one item. */
  #open(priority: number): Level | undefined {
    if (this.#levels.length === MOST_LEVELS || this.#others.size > 0) return undefined;
    const level = new Level(priority);
    this.#byPriority.set(priority, level);
    const place = this.#levels.findIndex((other) => other.priority > priority);
    this.#levels.splice(place < 0 ? this.#levels.length : place, 0, level);
    return level;
  }

  #closeFirst(): void {
    const level = this.#levels.shift();
    if (level) this.#byPriority.delete(level.priority);
  }
}
