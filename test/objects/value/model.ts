import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { SharedValue } from 'holdall';
import type { HouseTest } from '../../harness/house.js';
import { command, Refusal } from '../commands.js';

/** Each is equal to itself alone. */
const contents: readonly unknown[] = [
  0,
  1,
  -7,
  0.5,
  2 ** 53 - 1,
  1n,
  -(2n ** 70n),
  'a',
  '',
  null,
  undefined,
  [1],
  { a: 1 },
];

interface Model {
  /** An index in `contents`, or the sum that stands there now. */
  value: unknown;
}
type Real = SharedValue<unknown>;

/** By the rules, told in another way: exact sums only. */
function sumOf(one: unknown, other: unknown): number | bigint {
  const isNumber = (each: unknown): each is number | bigint => typeof each === 'number' || typeof each === 'bigint';
  if (!isNumber(other)) throw new Refusal('ARGUMENT');
  if (!isNumber(one)) throw new Refusal('VALUE');
  const isBig = typeof one === 'bigint' || typeof other === 'bigint';
  const isWhole = [one, other].every((each) => typeof each === 'bigint' || Number.isInteger(each));
  if (isBig && !isWhole) throw new Refusal('VALUE');
  if (isBig) return BigInt(one) + BigInt(other);
  // PROTOCOL.md asks no exactness of numbers that are fractions, or beyond it already.
  if (![one, other].every(Number.isSafeInteger)) return Number(one) + Number(other);
  const exact = BigInt(one) + BigInt(other);
  if (exact > 2n ** 53n - 1n || exact < 1n - 2n ** 53n) throw new Refusal('VALUE');
  return Number(exact);
}

const aContent = fc.constantFrom(...contents);
const aText = (content: unknown) => (typeof content === 'bigint' ? `${content}n` : JSON.stringify(content));

const commands = [
  fc.constant(
    command<Model, Real>(
      'get',
      (m) => m.value,
      (r) => r.get(),
    ),
  ),
  aContent.map((each) =>
    command<Model, Real>(
      `set ${aText(each)}`,
      (m) => {
        m.value = each;
      },
      (r) => r.set(each),
    ),
  ),
  aContent.map((each) =>
    command<Model, Real>(
      `increment by ${aText(each)}`,
      (m) => {
        m.value = sumOf(m.value, each === undefined ? 1 : each);
        return m.value;
      },
      (r) => r.increment(each as number),
    ),
  ),
  fc.tuple(aContent, aContent).map(([expected, next]) =>
    command<Model, Real>(
      `compareAndSet ${aText(expected)} ${aText(next)}`,
      (m) => {
        const isExpected = isDeepStrictEqual(m.value, expected);
        if (isExpected) m.value = next;
        return isExpected;
      },
      (r) => r.compareAndSet(expected, next),
    ),
  ),
  aContent.map((each) =>
    command<Model, Real>(
      `update to ${aText(each)}`,
      (m) => {
        m.value = [m.value, each];
        return m.value;
      },
      (r) => r.update((present) => [present, each]),
    ),
  ),
];

export function modelTests(test: HouseTest): void {
  test('does as a variable does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (sequence) => {
        using value = manager.value<unknown>();
        await fc.asyncModelRun(() => ({ model: { value: undefined }, real: value }), sequence);
      }),
      { numRuns: 60 },
    );
  });
}
