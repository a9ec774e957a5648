import { type Lent, lendingModelOf, type TakingEffect } from './handouts.js';
import { type Effects, type Model, Refusal } from './model.js';

interface Item {
  readonly value: unknown;
  readonly priority: number;
  readonly arrival: number;
}

interface State {
  /** The one that leaves next first. */
  readonly items: readonly Item[];
  /** How many items came so far. */
  readonly arrived: number;
}

type QueueEffect = TakingEffect<State, readonly Item[]>;

export interface QueueOptions {
  readonly order?: 'fifo' | 'lifo' | 'priority';
  /** 0: no bound. */
  readonly maxSize?: number;
}

/** The number by which items leave, lowest first; by arrival where it is the same. */
const ranks: Readonly<Record<NonNullable<QueueOptions['order']>, (item: Item) => number>> = {
  fifo: () => 0,
  lifo: ({ arrival }) => -arrival,
  priority: ({ priority }) => priority,
};

/**
 * A queue without delays, lives, ids, deliveries and shutdown. The arguments of a put are what it puts and, in a priority
 * queue, the priority. A bounded one has no `putMany` here: while one waits for room, puts behind it are refused although
 * there would be room for them, and a model sees nobody wait.
 */
export function queue(options: QueueOptions = {}): Model<Lent<State, readonly Item[]>> {
  const insert = inserting(ranks[options.order ?? 'fifo']);
  return lendingModelOf<State, readonly Item[]>({
    initial: { items: [], arrived: 0 },
    effects: { ...puts(options, insert), ...gets, ...looking(options) },
    looking: ['peek', 'qsize', 'empty', 'full'],
    takeBack: (state, items) => ({ ...state, items: items.reduce(insert, state.items) }),
    key: ({ items, arrived }, isLending) => JSON.stringify(isLending ? [items, arrived] : items.map(withoutArrival)),
  });
}

const gets: Effects<State, QueueEffect> = {
  get: (state) => takenOne(state),
  getNowait: (state) => takenOne(state),
  getMany: (state, max: number) => (state.items.length === 0 ? new Refusal('EMPTY') : taken(state, max)),
  drain: (state) => taken(state, state.items.length),
  clear: (state) => [{ ...state, items: [] }, state.items.length],
};

function puts({ maxSize = 0 }: QueueOptions, insert: Insert): Effects<State, QueueEffect> {
  const putMany = ({ items, arrived }: State, values: readonly unknown[], priority = 0): QueueEffect => {
    if (maxSize > 0 && items.length + values.length > maxSize) return new Refusal('FULL');
    const fresh = values.map((value, index) => ({ value, priority, arrival: arrived + index }));
    return [{ items: fresh.reduce(insert, items), arrived: arrived + values.length }, undefined];
  };
  const put = (state: State, value: unknown, priority?: number) => putMany(state, [value], priority);
  return { put, putNowait: put, ...(maxSize === 0 && { putMany }) };
}

function looking({ maxSize = 0 }: QueueOptions): Effects<State, QueueEffect> {
  return {
    peek: (state) => (state.items[0] ? [state, state.items[0].value] : new Refusal('EMPTY')),
    qsize: (state) => [state, state.items.length],
    empty: (state) => [state, state.items.length === 0],
    full: (state) => [state, maxSize > 0 && state.items.length >= maxSize],
  };
}

type Insert = (items: readonly Item[], item: Item) => readonly Item[];

function inserting(rank: (item: Item) => number): Insert {
  const goesFirst = (a: Item, b: Item) => rank(a) < rank(b) || (rank(a) === rank(b) && a.arrival < b.arrival);
  return (items, item) => {
    const place = items.findIndex((other) => goesFirst(item, other));
    return items.toSpliced(place < 0 ? items.length : place, 0, item);
  };
}

function takenOne(state: State): QueueEffect {
  const [first, ...rest] = state.items;
  return first ? [{ ...state, items: rest }, first.value, [first]] : new Refusal('EMPTY');
}

function taken(state: State, max: number): QueueEffect {
  const items = state.items.slice(0, max);
  return [{ ...state, items: state.items.slice(max) }, items.map(({ value }) => value), items];
}

/** Without what tells two states apart only as long as something may come back between their items. */
function withoutArrival({ value, priority }: Item): readonly unknown[] {
  return [value, priority];
}
