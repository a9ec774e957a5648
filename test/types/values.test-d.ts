/** What the compiler must know of values, arrays, namespaces and counters; `npm run check` compiles this file, nothing runs it. */
import type { Manager, SharedArray, SharedCounter, SharedNamespace, SharedValue } from 'holdall';
import { exactly } from './exactly.js';

interface Config {
  readonly url: string;
}
interface Attributes {
  readonly n: number;
  readonly big?: bigint;
  readonly text: string;
}

declare const manager: Manager;

export function openersKeepTheirTypes(): void {
  exactly<SharedValue<unknown>>()(manager.value());
  exactly<SharedValue<Config | undefined>>()(manager.value<Config>('config'));
  exactly<SharedValue<number>>()(manager.value('n', { initial: 0 }));
  exactly<SharedValue<Config>>()(manager.value<Config>('config', { initial: { url: '' } }));
  exactly<SharedValue<number>>()(manager.value('n', { typecode: 'i' }));
  exactly<SharedValue<number>>()(manager.value<number>(undefined, { typecode: 'd', initial: 1 }));
  exactly<SharedValue<number | bigint>>()(manager.value('n', { typecode: 'q', initial: 1n }));
  exactly<SharedArray<number>>()(manager.array('a', { typecode: 'i', initial: 5 }));
  exactly<SharedArray<number>>()(manager.array('a', { typecode: 'f', initial: new Float32Array(5) }));
  exactly<SharedArray<number | bigint>>()(manager.array(undefined, { typecode: 'Q', initial: [1, 2n] }));
  exactly<SharedNamespace<{ n: number }>>()(manager.namespace<{ n: number }>());
  exactly<SharedNamespace<Record<string, unknown>>>()(manager.namespace('settings'));
  exactly<SharedCounter>()(manager.counter('hits', { initial: 5 }));

  // @ts-expect-error a typecode that does not exist
  manager.value('n', { typecode: 'x' });
  // @ts-expect-error a typecode is for numbers
  manager.value('n', { typecode: 'i', initial: '5' });
  // @ts-expect-error a typecode of 32 bits takes no BigInt
  manager.value('n', { typecode: 'i', initial: 5n });
  // @ts-expect-error the initial value is of the type
  manager.value<Config>('config', { initial: { uri: '' } });
  // @ts-expect-error an array needs a typecode
  manager.array('a', { initial: 5 });
  // @ts-expect-error a new array needs options
  manager.array(undefined);
  // @ts-expect-error a typecode that does not exist
  manager.array('a', { typecode: 'u' });
  // @ts-expect-error not a number
  manager.array('a', { typecode: 'i', initial: ['5'] });
  // @ts-expect-error a typecode of 32 bits takes no BigInt
  manager.array('a', { typecode: 'i', initial: [5n] });
  // @ts-expect-error a namespace has no options
  manager.namespace('settings', { initial: {} });
  // @ts-expect-error attributes are an object's
  manager.namespace<number>();
  // @ts-expect-error a counter counts numbers
  manager.counter('hits', { initial: 5n });
}

export function valuesKnowWhatTheyHold(value: SharedValue<Config>, number: SharedValue<number>): void {
  exactly<Promise<Config>>()(value.get());
  exactly<Promise<Config>>()(value.update((present) => ({ url: present.url })));
  exactly<Promise<number>>()(number.update(async (present) => present + 1));
  exactly<Promise<number>>()(number.increment(5));
  exactly<Promise<boolean>>()(number.compareAndSet(1, 2, { timeout: 5 }));
  exactly<Promise<number | bigint>>()(manager.value().increment());

  // @ts-expect-error not a config
  void value.set('not a config');
  // @ts-expect-error not a config
  void value.update(() => 5);
  // @ts-expect-error two numbers are compared and set
  void number.compareAndSet(1, '2');
  // @ts-expect-error a number stays one
  void number.increment(1n);
  // @ts-expect-error Python's attribute is `get` and `set`
  void number.value;
}

export async function arraysKnowTheirNumbers(array: SharedArray, big: SharedArray<number | bigint>): Promise<void> {
  exactly<number>()(await array.at(0));
  exactly<number[]>()(await array.slice(1, undefined, 2));
  exactly<(number | bigint)[]>()(await big.toArray());
  exactly<number>()(await array.indexOf(1));
  await array.setSlice(0, 2, 1, new Set([1, 2]));
  for await (const element of array) exactly<number>()(element);

  // @ts-expect-error not a number
  await array.set(0, '1');
  // @ts-expect-error a BigInt in an array of numbers
  await array.fill(1n);
  // @ts-expect-error an array does not grow
  await array.push(1);
}

export async function namespacesKnowTheirAttributes(namespace: SharedNamespace<Attributes>): Promise<void> {
  exactly<Promise<number>>()(namespace.get('n'));
  exactly<Promise<bigint | undefined>>()(namespace.get('big'));
  exactly<Promise<number>>()(namespace.increment('n', 5));
  exactly<Promise<bigint>>()(namespace.increment('big'));
  exactly<Promise<('n' | 'big' | 'text')[]>>()(namespace.names());
  exactly<Promise<Partial<Attributes>>>()(namespace.toObject());
  exactly<Promise<unknown>>()(manager.namespace().get('anything'));
  exactly<Promise<number | bigint>>()(manager.namespace().increment('anything'));
  await namespace.update({ n: 1 });
  await namespace.compareAndSet('text', 'a', 'b');

  // @ts-expect-error no such attribute
  await namespace.get('m');
  // @ts-expect-error an attribute of another type
  await namespace.set('n', 'x');
  // @ts-expect-error no such attribute
  await namespace.set('x', 1);
  // @ts-expect-error no such attribute
  await namespace.update({ m: 1 });
  // @ts-expect-error a text is not incremented
  await namespace.increment('text');
  // @ts-expect-error an attribute of another type
  await namespace.compareAndSet('text', 'a', 1);
  // @ts-expect-error attributes are no fields of the proxy
  void namespace.n;
}

export function countersCount(counter: SharedCounter): void {
  exactly<Promise<number>>()(counter.increment(5, { timeout: 5 }));
  exactly<Promise<number>>()(counter.reset());
  exactly<Promise<void>>()(counter.set(5));

  // @ts-expect-error numbers only
  void counter.increment(5n);
}
