/** Types of a user's own, for the tests: well-behaved ones, and one that misbehaves in every way. */
import { currentCall, defineType, PARK, ValueError } from 'holdall';

export class Leaderboard {
  #points;
  constructor(first = {}) {
    if (first === 'call') currentCall();
    if (typeof first !== 'object') throw new TypeError(`points must be an object, not ${first}`, { cause: { first } });
    this.#points = new Map(Object.entries(first));
  }
  add(name, points) {
    const sum = (this.#points.get(name) ?? 0) + points;
    this.#points.set(name, sum);
    return sum;
  }
  top(count = 10) {
    return [...this.#points].sort(([, a], [, b]) => b - a).slice(0, count);
  }
  all() {
    return this.#points;
  }
  names(...prefixes) {
    return [...this.#points.keys()].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  }
  secret() {
    return 'not in the list of methods';
  }
  snapshot() {
    return this.#points;
  }
  static restore(points) {
    return new Leaderboard(Object.fromEntries(points));
  }
}
export const leaderboard = defineType('leaderboard', Leaderboard, { methods: ['add', 'top', 'all', 'names'] });

/** A pool of numbers; names of its methods are names of the engine's own hooks. */
export class Numbers {
  #free;
  #taken;
  constructor(free, taken = []) {
    this.#free = [...free];
    this.#taken = new Map(taken);
  }
  take() {
    if (this.#free.length === 0) return PARK;
    const number = this.#free.shift();
    const call = currentCall();
    this.#taken.set(number, call.session);
    call.hold();
    return number;
  }
  takeTwo() {
    return this.#free.length < 2 ? PARK : this.#free.splice(0, 2);
  }
  receive(number) {
    this.#taken.delete(number);
    this.#free.push(number);
    const { session, letGo } = currentCall();
    if (![...this.#taken.values()].includes(session)) letGo();
  }
  holders() {
    return this.#taken.size;
  }
  tick() {
    return this.#free;
  }
  sessionEnded(session) {
    for (const [number, holder] of this.#taken) {
      if (holder !== session) continue;
      this.#taken.delete(number);
      this.#free.push(number);
    }
  }
  snapshot() {
    return [this.#free, this.#taken];
  }
  static restore([free, taken]) {
    return new Numbers(free, taken);
  }
}
export const numbers = defineType('numbers', Numbers, {
  methods: ['take', 'takeTwo', 'receive', 'holders', 'tick'],
  lines: { take: 'taking', takeTwo: 'taking' },
});

/** Stores references, and makes objects. */
export class Registry {
  #entries;
  constructor(entries = new Map()) {
    this.#entries = entries;
  }
  put(name, value) {
    this.#entries.set(name, value);
  }
  get(name) {
    return this.#entries.get(name);
  }
  take(name) {
    const value = this.#entries.get(name);
    this.#entries.delete(name);
    return value;
  }
  /** Gives back what came, and stores nothing of it. */
  echo(...values) {
    return values;
  }
  describe({ type, name }) {
    return [type, name];
  }
  /** Whether the stored reference is the very one that is given now. */
  isSame(name, reference) {
    const stored = this.#entries.get(name);
    return [stored === reference, stored.equals(reference)];
  }
  make(type, options) {
    const made = currentCall().create(type, options);
    this.#entries.set(`made ${this.#entries.size + 1}`, made);
    return made;
  }
  makeBoard(...args) {
    return currentCall().create(leaderboard, ...args);
  }
  makeAndForget() {
    currentCall().create('queue');
  }
  hold() {
    currentCall().hold();
  }
  sessionEnded() {
    this.#entries.clear();
  }
  putAndThrow(name, value) {
    this.#entries.set(name, value);
    throw new Error('put, and thrown all the same');
  }
  snapshot() {
    return this.#entries;
  }
  static restore(entries) {
    return new Registry(entries);
  }
}
export const registry = defineType('registry', Registry, {
  methods: [
    ...[
      'put',
      'get',
      'take',
      'echo',
      'describe',
      'isSame',
      'make',
      'makeBoard',
      'makeAndForget',
      'putAndThrow',
      'hold',
    ],
  ],
});

class Insufficient extends Error {
  constructor(missing) {
    super(`there are ${missing} too few`);
    this.missing = missing;
  }
}

let kept;
const hostile = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error('nobody may ask');
    },
    get() {
      throw new Error('nobody may look');
    },
  },
);
const thrown = {
  own: () => Object.assign(new Insufficient(3), { code: 'E_FEW', cause: new RangeError('why') }),
  ours: () => new ValueError('not that value'),
  text: () => 'only a text',
  nothing: () => undefined,
  unencodable: () => Object.assign(new Error('with a callback'), { callback: () => 1, left: 'whole' }),
  cyclic: () => {
    const error = new Error('in a circle');
    error.cause = error;
    return error;
  },
  hostile: () => hostile,
  long: () => new Error('long '.repeat(5_000)),
};
const results = {
  function: () => ({ deep: [() => 1] }),
  promise: () => Promise.reject(new Error('too late')),
  // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
  thenable: () => ({ then: () => {} }),
  getter: () => ({
    get field() {
      throw new RangeError('not readable');
    },
  }),
  hostile: () => hostile,
  null: () => null,
  undefined: () => undefined,
  park: () => PARK,
};

/** Does what no type should. */
export class Rogue {
  calls = 0;
  throw(kind) {
    this.calls++;
    throw thrown[kind]();
  }
  give(kind) {
    this.calls++;
    return results[kind]();
  }
  count() {
    return this.calls;
  }
  /** Changes what it returned, after it returned it. */
  shared() {
    this.list ??= [];
    queueMicrotask(() => this.list.push('later'));
    return this.list;
  }
  spoil(argument) {
    argument.attempts = (argument.attempts ?? 0) + 1;
    return this.calls++ === 0 ? PARK : argument;
  }
  /** Stores what its snapshot cannot show. */
  breakSnapshot(value) {
    this.value = value;
    this.isBroken = true;
    return value;
  }
  who() {
    const { now, session, owner } = currentCall();
    return { now, session, owner };
  }
  keepCall() {
    kept = currentCall();
  }
  useKept() {
    kept.hold();
  }
  hold() {
    currentCall().hold();
  }
  create(type, options) {
    return currentCall().create(type, options);
  }
  sessionEnded() {
    throw new Error('nobody hears this');
  }
  snapshot() {
    if (this.isBroken) throw new RangeError('no snapshot today');
    return this.calls;
  }
  static restore(calls) {
    return Object.assign(new Rogue(), { calls });
  }
}
export const rogue = defineType('rogue', Rogue, {
  methods: [
    'throw',
    'give',
    'count',
    'shared',
    'spoil',
    'breakSnapshot',
    'who',
    'keepCall',
    'useKept',
    'hold',
    'create',
  ],
});
