import { ArgumentError, LimitError, ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import type { Call, Options, Outcome, Result, StateOf, Stored, StoredKey } from '../contract.js';
import { numbersIn, numbersItem } from '../encoded/number-arrays.js';
import { numberIn, numberItem } from '../encoded/numbers.js';
import { encodingOf } from '../encoded/references.js';
import {
  elementIn,
  elementOf,
  elementSum,
  isBig,
  normal,
  readOption,
  refuseElement,
  type Typecode,
} from '../encoded/typecodes.js';
import { keyBytes } from '../keys.js';
import { indexesOf, indexOf, sliceOf } from '../slices.js';
import type { arrayOperations } from './operations.js';

/** Numbers of one typecode, as Python's `array.array`, but of a length that never changes. */
export class ArrayState implements StateOf<typeof arrayOperations> {
  readonly #typecode: Typecode;
  readonly #elements: (number | bigint)[];

  constructor(typecode: Typecode, elements: (number | bigint)[]) {
    this.#typecode = typecode;
    this.#elements = elements;
  }

  static create(options: Options): ArrayState {
    const typecode = options['typecode'] as Typecode;
    return new ArrayState(typecode, initialElements(typecode, options['initial'] as Uint8Array | null));
  }

  get items(): number {
    return this.#elements.length;
  }

  /** They are as many for ever, and each can become a BigInt where the typecode lets it. */
  get bytes(): number {
    return this.#elements.length * (isBig(this.#typecode) ? 40 : 16);
  }

  at(_call: Call, index: number): Outcome {
    return numberItem(this.#elements[this.#place(index, 'array.at')] as number | bigint);
  }

  set(_call: Call, index: number, value: Stored): Outcome {
    const place = this.#place(index, 'array.set');
    this.#elements[place] = elementIn(this.#typecode, value, 'argument value of array.set');
    return undefined;
  }

  slice(_call: Call, start?: number, stop?: number, step?: number): Outcome {
    const slice = sliceOf(this.#elements.length, 'array.slice', start, stop, step);
    if (slice.step === 1) return numbersItem(this.#elements.slice(slice.start, slice.start + slice.count));
    return numbersItem(Array.from(indexesOf(slice), (place) => this.#elements[place] as number | bigint));
  }

  setSlice(
    _call: Call,
    start: number | undefined,
    stop: number | undefined,
    step: number | undefined,
    values: Stored,
  ): Outcome {
    const slice = sliceOf(this.#elements.length, 'array.setSlice', start, stop, step);
    const elements = elementsIn(this.#typecode, encodingOf(values), 'argument values', 'array.setSlice');
    if (elements.length !== slice.count) {
      throw new ValueError(
        `argument values of array.setSlice must hold as many numbers as the slice, ${slice.count}; got ${elements.length}: an array keeps its length`,
      );
    }
    for (const [nth, place] of [...indexesOf(slice)].entries())
      this.#elements[place] = elements[nth] as number | bigint;
    return undefined;
  }

  length(): Outcome {
    return this.#elements.length;
  }

  fill(_call: Call, value: Stored, start?: number, stop?: number): Outcome {
    const element = elementIn(this.#typecode, value, 'argument value of array.fill');
    const { start: first, count } = sliceOf(this.#elements.length, 'array.fill', start, stop);
    this.#elements.fill(element, first, first + count);
    return undefined;
  }

  increment(call: Call, index: number, by: number | bigint = 1): Outcome {
    const place = this.#place(index, 'array.increment');
    const before = this.#elements[place] as number | bigint;
    if (Number.isNaN(before)) {
      throw new ValueError(`${call.calledAs}: what is stored must be a number; got NaN at index ${index}`);
    }
    const after = elementSum(this.#typecode, before, by, call.calledAs);
    this.#elements[place] = after;
    return numberItem(after);
  }

  compareAndSet(_call: Call, index: number, expected: StoredKey, value: Stored): Outcome {
    const place = this.#place(index, 'array.compareAndSet');
    const element = elementIn(this.#typecode, value, 'argument value of array.compareAndSet');
    if (!matcher(expected)(this.#elements[place] as number | bigint)) return false;
    this.#elements[place] = element;
    return true;
  }

  indexOf(_call: Call, value: StoredKey, start?: number, stop?: number): Outcome {
    const { start: first, count } = sliceOf(this.#elements.length, 'array.indexOf', start, stop);
    const matches = matcher(value);
    for (let place = first; place < first + count; place++) {
      if (matches(this.#elements[place] as number | bigint)) return place;
    }
    return -1;
  }

  includes(_call: Call, value: StoredKey): Outcome {
    return this.#elements.some(matcher(value));
  }

  count(_call: Call, value: StoredKey): Outcome {
    return this.#elements.filter(matcher(value)).length;
  }

  snapshot(): Result {
    return numbersItem(this.#elements);
  }

  static restore(options: Options, snapshot: Result): ArrayState {
    return new ArrayState(options['typecode'] as Typecode, numbersIn(snapshot as Uint8Array) as number[]);
  }

  #place(index: number, where: string): number {
    return indexOf(this.#elements.length, index, where);
  }
}

/** Whether an element is the number searched; no element is what is no number. */
function matcher(searched: StoredKey): (element: number | bigint) => boolean {
  const number = numberIn(keyBytes(searched));
  if (number === undefined) return () => false;
  const wanted = normal(number);
  return (element) => Object.is(normal(element), wanted);
}

/** The elements of a new array: so many zeros, or these numbers. */
function initialElements(typecode: Typecode, given: Uint8Array | null): (number | bigint)[] {
  if (given === null) return [];
  return readOption(() => {
    const length = numberIn(given);
    return length === undefined ? elementsIn(typecode, given, 'option initial', 'array') : zeros(length);
  });
}

function zeros(length: number | bigint): number[] {
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    throw new ArgumentError('option initial of array must be numbers, or how many: a whole number of 0 or more');
  }
  checkLength(length);
  return new Array<number>(length).fill(0);
}

/** Throws `ValueError` unless these are numbers of the typecode. */
function elementsIn(typecode: Typecode, bytes: Uint8Array, what: string, where: string): (number | bigint)[] {
  const numbers = numbersIn(bytes);
  if (numbers === undefined) throw new ValueError(`${what} of ${where} must be an array of numbers`);
  checkLength(numbers.length);
  return numbers.map(
    (number, index) => elementOf(typecode, number) ?? refuseElement(typecode, number, `${what}[${index}] of ${where}`),
  );
}

function checkLength(length: number): void {
  if (length <= limits.arrayElements) return;
  throw new LimitError(`an array has at most ${limits.arrayElements} elements; this one would have ${length}`);
}
