/** Pages of a dict, cut as small as a test wants them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DictState } from '../../../src/objects/dict/state.js';
import { FakeCall, outcomeOf } from '../../harness/fake-call.js';

type Page = readonly [entries: readonly (readonly [Uint8Array, Uint8Array])[], after: number | null, changes: number];

/** Room for so many entries, whose keys and values take a byte each. */
function roomFor(entries: number): number {
  return 64 + entries * 2 * 17;
}

function pageOf(state: DictState, call: FakeCall, before?: Page): Page {
  return state.page(call, before?.[1] ?? undefined, before?.[2]) as unknown as Page;
}

function keysOf([entries]: Page): string[] {
  return entries.map(([key]) => String.fromCharCode(...key));
}

const aKey = fc.constantFrom(...'abcdefghij');
const aChange = fc.tuple(fc.constantFrom('set', 'delete', 'popItem', 'compareAndSet'), aKey);

function change(state: DictState, call: FakeCall, [name, key]: readonly [string, string]): unknown {
  if (name === 'popItem') return outcomeOf(() => state.popItem(call));
  if (name === 'delete') return state.delete(call, key);
  if (name === 'set') return state.set(call, key, Uint8Array.of(7));
  return state.compareAndSet(call, key, String.fromCharCode(7), Uint8Array.of(8));
}

test('pages give all entries once, in order, wherever they are cut', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (changes, size) => {
      const [state, call] = [new DictState(), new FakeCall()];
      for (const each of changes) change(state, call, each);
      call.room = roomFor(size);
      let page = pageOf(state, call);
      const pages = [page];
      for (; page[1] !== null; pages.push(page)) page = pageOf(state, call, page);
      expect(pages.flatMap(([entries]) => entries)).toEqual(state.entries(call));
      for (const [entries] of pages.slice(0, -1)) expect(entries).toHaveLength(size);
    }),
  );
});

test('a page after the first is refused exactly when keys came or went', () => {
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 30 }), fc.array(aChange, { maxLength: 3 }), (before, between) => {
      const [state, call] = [new DictState(), new FakeCall()];
      for (const key of 'abc') state.set(call, key, Uint8Array.of(7));
      for (const each of before) change(state, call, each);
      for (const key of 'abc') state.set(call, key, Uint8Array.of(7));
      call.room = roomFor(1);
      const first = pageOf(state, call);
      let size = state.size(call) as number;
      let hasChanged = false;
      for (const each of between) {
        change(state, call, each);
        hasChanged ||= state.size(call) !== size;
        size = state.size(call) as number;
      }
      const next = outcomeOf(() => pageOf(state, call, first));
      if (hasChanged) expect(next).toBe('CHANGED');
      else expect(keysOf(next as Page)).toHaveLength(1);
    }),
  );
});

test('a cursor goes on from its place where it is asked without the count of changes', () => {
  const [state, call] = [new DictState(), new FakeCall()];
  for (const key of 'abcd') state.set(call, key, Uint8Array.of(1));
  call.room = roomFor(2);
  const [, after] = pageOf(state, call);
  state.delete(call, 'b');
  state.delete(call, 'c');
  state.set(call, 'a', Uint8Array.of(2));
  state.set(call, 'e', Uint8Array.of(1));
  expect(keysOf(state.page(call, after as number) as unknown as Page)).toEqual(['d', 'e']);
});

test('an entry larger than a page is a page', () => {
  const [state, call] = [new DictState(), new FakeCall()];
  for (const key of 'ab') state.set(call, key, new Uint8Array(100));
  call.room = 10;
  const first = pageOf(state, call);
  expect(keysOf(first)).toEqual(['a']);
  expect(keysOf(pageOf(state, call, first))).toEqual(['b']);
});

test('an empty dict is one page without entries', () => {
  expect(pageOf(new DictState(), new FakeCall())).toEqual([[], null, 0]);
});

test('a clear is a change of size, and one of nothing is none', () => {
  const [state, call] = [new DictState(), new FakeCall()];
  for (const key of 'ab') state.set(call, key, Uint8Array.of(1));
  const [, , changes] = pageOf(state, call);
  state.clear(call);
  const [, , cleared] = pageOf(state, call);
  state.clear(call);
  expect(cleared).toBeGreaterThan(changes);
  expect(pageOf(state, call)).toEqual([[], null, cleared]);
});

test('the end of a time is a change of size', () => {
  const [state, call] = [new DictState(), new FakeCall()];
  for (const key of 'ab') state.set(call, key, Uint8Array.of(1), 10);
  call.room = roomFor(1);
  const first = pageOf(state, call);
  call.now = 10;
  expect(outcomeOf(() => pageOf(state, call, first))).toBe('CHANGED');
});

test('many small pages of a large dict, most of whose keys are gone, take few steps each', () => {
  const [state, call] = [new DictState(), new FakeCall()];
  const all = Array.from({ length: 20_000 }, (_, n) => `${n}`.padStart(6, '0'));
  for (const key of all) state.set(call, key, Uint8Array.of(1));
  state.deleteMany(
    call,
    all.filter((_, n) => n % 2 === 0),
  );
  call.room = 64;
  const seen: string[] = [];
  let page = pageOf(state, call);
  seen.push(...keysOf(page));
  while (page[1] !== null) {
    page = pageOf(state, call, page);
    seen.push(...keysOf(page));
  }
  expect(seen).toEqual(all.filter((_, n) => n % 2 === 1));
});
