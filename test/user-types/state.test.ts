/** The laws of state classes, for a user's class as the engine hosts it, without an engine around it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostedType } from '../../src/broker/user-types.js';
import { Handout, PARK, ReferringValue, type State, type Stored } from '../../src/objects/contract.js';
import { Thrown } from '../../src/objects/thrown.js';
import { currentCall } from '../../src/user-types/current-call.js';
import { type Definition, defineType, definitionOf } from '../../src/user-types/define.js';
import { encodeValue } from '../../src/wire/index.js';
import { FakeCall, idsIn } from '../harness/fake-call.js';

/** Named boxes with anything in them, references too. */
class Boxes {
  readonly #boxes: Map<number, unknown>;
  readonly #holders: Set<string>;
  constructor(boxes: Map<number, unknown> = new Map(), holders: Set<string> = new Set()) {
    this.#boxes = boxes;
    this.#holders = holders;
  }
  put(box: number, value: unknown): void {
    this.#boxes.set(box, value);
  }
  take(box: number): unknown {
    if (!this.#boxes.has(box)) return PARK;
    const value = this.#boxes.get(box);
    this.#boxes.delete(box);
    return value;
  }
  refuse(value: unknown): void {
    throw new RangeError('refused', { cause: typeof value });
  }
  make(box: number): void {
    this.#boxes.set(box, currentCall().create('queue'));
  }
  hold(): void {
    currentCall().hold();
    this.#holders.add(currentCall().session);
  }
  sessionEnded(session: string): void {
    if (this.#holders.delete(session)) this.#boxes.clear();
  }
  snapshot(): unknown {
    return [this.#boxes, this.#holders];
  }
  static restore([boxes, holders]: [Map<number, unknown>, Set<string>]): Boxes {
    return new Boxes(boxes, holders);
  }
}
const boxes = defineType('boxes', Boxes, { methods: ['put', 'take', 'refuse', 'make', 'hold'] });

const type = hostedType(definitionOf(boxes) as Definition, { secret: new Uint8Array(32), types: new Map() });
const create = () => type.create({ args: null });

/** A reference, and a list of two of them, as a client sends them. */
const one = Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0);
const two = Uint8Array.of(0x93, 0xd6, 0x50, 0, 0, 0, 1, 0xd6, 0x50, 0, 0, 0, 0, 0xd6, 0x50, 0, 0, 0, 1);
const aValue = fc.oneof(
  fc.nat({ max: 9 }).map((n): Stored => encodeValue({ n }) as Uint8Array),
  fc.nat({ max: 3 }).map((n): Stored => new ReferringValue(one, [`id ${n}`])),
  fc.nat({ max: 3 }).map((n): Stored => new ReferringValue(two, [`id ${n}`, 'id of all'])),
);
const aBox = fc.nat({ max: 4 }).map((n): Stored => encodeValue(n) as Uint8Array);

type Operation = readonly [name: string, ...args: readonly Stored[]];
const anOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(fc.constant('put'), aBox, aValue),
  fc.tuple(fc.constant('put'), aBox, aValue),
  fc.tuple(fc.constant('take'), aBox),
  fc.tuple(fc.constant('refuse'), aValue),
  fc.tuple(fc.constant('make'), aBox),
  fc.constant<Operation>(['hold']),
  fc.constant<Operation>(['sessionEnded']),
  fc.constant<Operation>(['as a']),
  fc.constant<Operation>(['as b']),
);
const sequence = fc.array(anOperation, { maxLength: 50 });

function run(state: State, call: FakeCall, [name, ...args]: Operation): unknown {
  if (name.startsWith('as ')) {
    call.session = name;
    return undefined;
  }
  if (name === 'sessionEnded') return state.sessionEnded?.(call);
  try {
    const outcome = type.run?.(state, name, call, [args]);
    expect(outcome).not.toBeInstanceOf(Handout);
    return outcome === PARK ? 'parked' : outcome;
  } catch (error) {
    expect(error).toBeInstanceOf(Thrown);
    return (error as Thrown).message;
  }
}

describe('the state of a user’s type', () => {
  test('restored from its snapshot is equal, and does the same from then on', () => {
    fc.assert(
      fc.property(sequence, sequence, (before, after) => {
        const [state, call] = [create(), new FakeCall('as a')];
        for (const operation of before) run(state, call, operation);
        const made = call.made.length;
        const restored = type.restore({ args: null }, state.snapshot());
        expect(restored.snapshot()).toEqual(state.snapshot());
        const again = new FakeCall(call.session);
        again.keep(new ReferringValue(new Uint8Array(), call.kept));
        for (const operation of after) expect(run(restored, again, operation)).toEqual(run(state, call, operation));
        expect(restored.snapshot()).toEqual(state.snapshot());
        expect(again.kept).toEqual(call.kept);
        expect(again.made).toEqual(call.made.slice(made));
      }),
    );
  });

  test('keeps exactly what it stores', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [create(), new FakeCall('as a')];
        for (const operation of done) {
          run(state, call, operation);
          expect(call.kept).toEqual(idsIn(state.snapshot()).sort());
        }
      }),
    );
  });

  test('is as before where it parks or refuses', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [create(), new FakeCall('as a')];
        for (const operation of done) {
          const before = state.snapshot();
          if (typeof run(state, call, operation) === 'string') expect(state.snapshot()).toEqual(before);
        }
      }),
    );
  });

  test('never makes two objects of one id, nor does what is restored from it', () => {
    const call = new FakeCall();
    let state = create();
    for (let n = 0; n < 100; n++) {
      run(state, call, ['make', encodeValue(1) as Uint8Array]);
      if (n % 10 === 0) state = type.restore({ args: null }, state.snapshot());
    }
    const ids = call.made.map(({ id }) => id);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
  });
});
