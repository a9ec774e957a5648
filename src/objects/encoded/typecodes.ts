import { ArgumentError, ValueError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import type { Stored } from '../stored.js';
import { numberIn } from './numbers.js';
import { encodingOf } from './references.js';

/**
 * Python's typecodes of numbers, as its `array` module has them on Linux and macOS: `b h i l q` whole numbers of 8, 16, 32,
 * 64 and 64 bits, capitals the same from 0, `f` and `d` float 32 and 64. PROTOCOL.md, "Typecodes".
 */
export type Typecode = NumberTypecode | BigTypecode;
/** Those whose numbers all fit a JavaScript number. */
export type NumberTypecode = 'b' | 'B' | 'h' | 'H' | 'i' | 'I' | 'f' | 'd';
/** Those of 64 bits: beyond 2^53 - 1 their numbers are BigInts. */
export type BigTypecode = 'l' | 'L' | 'q' | 'Q';

/** What an element of one typecode can be. */
interface Kind {
  /** To end the sentence "it must be …". */
  readonly wanted: string;
  /** The number as it is stored; `undefined` for one that cannot be. */
  stored(number: number | bigint): number | bigint | undefined;
  /** The sum of one that is stored and another number, which need not be one that can be stored. */
  sum(one: number | bigint, other: number | bigint): number | bigint;
}

const kinds: Readonly<Record<Typecode, Kind>> = {
  b: small('b', -0x80, 0x7f),
  B: small('B', 0, 0xff),
  h: small('h', -0x8000, 0x7fff),
  H: small('H', 0, 0xffff),
  i: small('i', -0x8000_0000, 0x7fff_ffff),
  I: small('I', 0, 0xffff_ffff),
  l: big('l', '-2^63 to 2^63 - 1', -(2n ** 63n), 2n ** 63n - 1n),
  L: big('L', '0 to 2^64 - 1', 0n, 2n ** 64n - 1n),
  q: big('q', '-2^63 to 2^63 - 1', -(2n ** 63n), 2n ** 63n - 1n),
  Q: big('Q', '0 to 2^64 - 1', 0n, 2n ** 64n - 1n),
  f: float('f', Math.fround),
  d: float('d', (number) => number),
};

export const typecodes = Object.keys(kinds) as readonly Typecode[];

/** Whether its numbers can be BigInts. */
export function isBig(typecode: Typecode): boolean {
  return 'lLqQ'.includes(typecode);
}

/** Throws `ArgumentError` for what is no typecode. `what` says whose option it is. */
export function checkTypecode(given: unknown, what: string): asserts given is Typecode {
  if (typecodes.includes(given as Typecode)) return;
  const choice = typecodes.map((each) => `"${each}"`).join(', ');
  throw new ArgumentError(`option typecode of ${what} must be one of ${choice}; got ${describe(given)}`);
}

/** What a number of this typecode is, to end the sentence "it must be …". */
export function wantedOf(typecode: Typecode): string {
  return kinds[typecode].wanted;
}

/** A number as an element of this typecode; `undefined` for what cannot be one. */
export function elementOf(typecode: Typecode, given: unknown): number | bigint | undefined {
  return typeof given === 'number' || typeof given === 'bigint' ? kinds[typecode].stored(given) : undefined;
}

/** An encoded number as an element of this typecode. Throws `ValueError`, naming `what`, for what cannot be one. */
export function elementIn(typecode: Typecode, value: Stored, what: string): number | bigint {
  const number = numberIn(encodingOf(value));
  return elementOf(typecode, number) ?? refuseElement(typecode, number, what);
}

/** Throws the `ValueError` for what cannot be an element; `undefined` stands for what is no number. */
export function refuseElement(typecode: Typecode, number: number | bigint | undefined, what: string): never {
  throw new ValueError(`${what} must be ${wantedOf(typecode)}; got ${textOf(number)}`);
}

/** Reads the numbers that an option gives: what is a `ValueError` anywhere else is an `ArgumentError` there. */
export function readOption<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ValueError ? new ArgumentError(error.message) : error;
  }
}

/** What an element, no NaN, becomes when a finite number is added. Throws `ValueError`, naming `where`, for what cannot be one. */
export function elementSum(
  typecode: Typecode,
  one: number | bigint,
  other: number | bigint,
  where: string,
): number | bigint {
  const element = elementOf(typecode, kinds[typecode].sum(one, other));
  if (element !== undefined) return element;
  throw new ValueError(`${where}: ${textOf(one)} and ${textOf(other)} must make ${wantedOf(typecode)}`);
}

/**
 * A number in the one form by which numbers are compared and whole ones are stored: a number up to 2^53 - 1, a `BigInt`
 * beyond, and 0 without a sign.
 */
export function normal(number: number | bigint): number | bigint {
  if (number === 0) return 0;
  const isBig = Number.isInteger(number) && !Number.isSafeInteger(number);
  if (typeof number === 'number') return isBig ? BigInt(number) : number;
  const narrow = Number(number);
  return Number.isSafeInteger(narrow) ? narrow : number;
}

/** Whether two numbers are one, whichever way they are written; NaN is itself. */
export function isSameNumber(one: number | bigint, other: number | bigint): boolean {
  return Object.is(normal(one), normal(other));
}

/** Whole numbers that fit a JavaScript number: a `BigInt` is another kind of value for them. */
function small(typecode: Typecode, lowest: number, highest: number): Kind {
  return {
    wanted: `a whole number from ${lowest} to ${highest} (typecode ${typecode})`,
    stored(number) {
      if (typeof number === 'bigint' || !Number.isInteger(number)) return undefined;
      return number >= lowest && number <= highest ? number + 0 : undefined;
    },
    sum: exactSum,
  };
}

function big(typecode: Typecode, range: string, lowest: bigint, highest: bigint): Kind {
  return {
    wanted: `a whole number or a BigInt from ${range} (typecode ${typecode})`,
    stored(number) {
      if (typeof number === 'number' && !Number.isInteger(number)) return undefined;
      return number >= lowest && number <= highest ? normal(number) : undefined;
    },
    sum: exactSum,
  };
}

function float(typecode: Typecode, rounded: (number: number) => number): Kind {
  return {
    wanted: `a number, no BigInt (typecode ${typecode})`,
    stored: (number) => (typeof number === 'number' ? rounded(number) : undefined),
    sum: (one, other) => (typeof other === 'number' ? (one as number) + other : other),
  };
}

/** A fraction makes the sum one, and so none that can be stored. */
function exactSum(one: number | bigint, other: number | bigint): number | bigint {
  if (typeof other === 'number' && !Number.isInteger(other)) return other;
  return normal(BigInt(one) + BigInt(other));
}

/** Not in decimal digits where there may be millions of them. */
function textOf(number: number | bigint | undefined): string {
  if (number === undefined) return 'a value of another kind';
  if (typeof number === 'number') return String(number);
  return BigInt.asIntN(128, number) === number ? `${number}n` : 'a BigInt of more than 128 bits';
}
