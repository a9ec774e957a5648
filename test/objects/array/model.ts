import fc from 'fast-check';
import type { SharedArray } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';
import { command, Refusal } from '../commands.js';

type Real = SharedArray;
interface Model {
  readonly elements: number[];
}
type Bound = number | undefined;

const aNumber = fc.oneof(
  fc.integer({ min: -128, max: 127 }),
  fc.constantFrom(0, 1),
  fc.integer({ min: -200, max: 200 }),
);
const anIndex = fc.integer({ min: -9, max: 9 });
const aBound = fc.option(anIndex, { nil: undefined });
const aStep = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });

/** What a slice selects of typecode b, told as JavaScript would with all steps taken one by one. */
function placesOf(length: number, start: Bound, stop: Bound, step = 1): number[] {
  if (step === 0) throw new Refusal('VALUE');
  const place = (bound: number) => (bound < 0 ? bound + length : bound);
  const all = Array.from({ length }, (_, index) => index);
  const isIn = (index: number) =>
    step > 0
      ? index >= place(start ?? 0) && index < place(stop ?? length)
      : index <= (start === undefined ? length : place(start)) && index > (stop === undefined ? -1 : place(stop));
  return (step > 0 ? all : all.toReversed()).filter(isIn).filter((_, nth) => nth % Math.abs(step) === 0);
}

function placeOf({ elements }: Model, index: number): number {
  if (elements.at(index) === undefined) throw new Refusal('INDEX');
  return index < 0 ? index + elements.length : index;
}

function checked(number: number): number {
  if (number < -128 || number > 127) throw new Refusal('VALUE');
  return number;
}

const commands = [
  anIndex.map((i) =>
    command<Model, Real>(
      `at ${i}`,
      (m) => m.elements[placeOf(m, i)],
      (r) => r.at(i),
    ),
  ),
  fc.tuple(anIndex, aNumber).map(([i, n]) =>
    command<Model, Real>(
      `set ${i} ${n}`,
      (m) => {
        const place = placeOf(m, i);
        m.elements[place] = checked(n);
      },
      (r) => r.set(i, n),
    ),
  ),
  fc.tuple(aBound, aBound, aStep).map(([start, stop, step]) =>
    command<Model, Real>(
      `slice ${start} ${stop} ${step}`,
      ({ elements }) => placesOf(elements.length, start, stop, step).map((place) => elements[place]),
      (r) => r.slice(start, stop, step),
    ),
  ),
  fc.tuple(aBound, aBound, aStep, fc.array(aNumber, { maxLength: 6 })).map(([start, stop, step, values]) =>
    command<Model, Real>(
      `setSlice ${start} ${stop} ${step} ${values}`,
      ({ elements }) => {
        const places = placesOf(elements.length, start, stop, step);
        if (places.length !== values.length) throw new Refusal('VALUE');
        values.forEach(checked);
        places.forEach((place, nth) => {
          elements[place] = values[nth] as number;
        });
      },
      (r) => r.setSlice(start, stop, step, values),
    ),
  ),
  fc.tuple(aNumber, aBound, aBound).map(([n, start, stop]) =>
    command<Model, Real>(
      `fill ${n} ${start} ${stop}`,
      (m) => void m.elements.fill(checked(n), start, stop),
      (r) => r.fill(n, start, stop),
    ),
  ),
  fc.tuple(anIndex, aNumber).map(([i, by]) =>
    command<Model, Real>(
      `increment ${i} ${by}`,
      (m) => {
        const place = placeOf(m, i);
        m.elements[place] = checked((m.elements[place] as number) + by);
        return m.elements[place];
      },
      (r) => r.increment(i, by),
    ),
  ),
  fc.tuple(anIndex, aNumber, aNumber).map(([i, expected, n]) =>
    command<Model, Real>(
      `compareAndSet ${i} ${expected} ${n}`,
      (m) => {
        const place = placeOf(m, i);
        checked(n);
        if (m.elements[place] !== expected) return false;
        m.elements[place] = n;
        return true;
      },
      (r) => r.compareAndSet(i, expected, n),
    ),
  ),
  fc.tuple(aNumber, aBound, aBound).map(([n, start, stop]) =>
    command<Model, Real>(
      `indexOf ${n} ${start} ${stop}`,
      ({ elements }) => placesOf(elements.length, start, stop).find((place) => elements[place] === n) ?? -1,
      (r) => r.indexOf(n, start, stop),
    ),
  ),
  aNumber.map((n) =>
    command<Model, Real>(
      `count ${n}`,
      (m) => m.elements.filter((each) => each === n).length,
      (r) => r.count(n),
    ),
  ),
  aNumber.map((n) =>
    command<Model, Real>(
      `includes ${n}`,
      (m) => m.elements.includes(n),
      (r) => r.includes(n),
    ),
  ),
];

export function modelTests(test: HouseTest): void {
  test('does as a list of fixed length does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    const initial = fc.array(fc.integer({ min: -128, max: 127 }), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(initial, fc.commands(commands, { maxCommands: 40 }), async (elements, sequence) => {
        using array = manager.array(undefined, { typecode: 'b', initial: elements });
        const model = { elements: [...elements] };
        await fc.asyncModelRun(() => ({ model, real: array }), sequence);
        expect(await array.toArray()).toEqual(model.elements);
      }),
      { numRuns: 60 },
    );
  });
}
