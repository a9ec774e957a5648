import type { Operation } from '../linearizability/history.js';

/** An item that a client got; they stand in the order in which they were got. */
export interface Got {
  readonly item: unknown;
  readonly client: string;
}

/** Where items did not go from hand to hand: lost, had by two, or come from nowhere. A put has its item as first argument. */
export function conservation(puts: readonly Operation[], got: readonly Got[], lost: ReadonlySet<string>): string[] {
  const takers = takersOf(got);
  const known = new Set(puts.map(itemOf));
  const phantoms = [...takers.keys()].filter((item) => !known.has(item));
  return [
    ...phantoms.map((item) => `item ${item} was got, and nobody put it`),
    ...puts.flatMap((put) => objection(put, takers.get(itemOf(put)) ?? [], lost)),
  ];
}

/** Where a client got two items of one producer in another order than they were put. Items are named `producer:number`. */
export function disorder(got: readonly Got[]): string[] {
  const violations: string[] = [];
  const latest = new Map<string, number>();
  for (const { item, client } of got) {
    const [producer, n] = String(item).split(':') as [string, string];
    const way = `${producer} to ${client}`;
    const before = latest.get(way) ?? 0;
    if (Number(n) <= before) violations.push(`from ${way}: item ${n} came after item ${before}`);
    latest.set(way, Number(n));
  }
  return violations;
}

function objection(
  { args: [item], outcome }: Operation,
  takers: readonly string[],
  lost: ReadonlySet<string>,
): string[] {
  const had = `item ${item} was got by ${takers.join(' and ')}`;
  if (outcome.kind === 'value' && takers.length === 0) return [`item ${item} was put, and is lost`];
  if (outcome.kind === 'error' && takers.length > 0) return [`${had}; its put was refused`];
  // Who was lost may have had the item without the broker's knowing: it went on to the next then.
  return takers.slice(0, -1).some((client) => !lost.has(client)) ? [`${had}, one after the other`] : [];
}

function takersOf(got: readonly Got[]): Map<unknown, string[]> {
  const takers = new Map<unknown, string[]>();
  for (const { item, client } of got) takers.set(item, [...(takers.get(item) ?? []), client]);
  return takers;
}

function itemOf({ args }: Operation): unknown {
  return args[0];
}
