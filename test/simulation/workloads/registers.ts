import { counter, dict, list, value } from '../../linearizability/models/index.js';
import type { Program } from '../program.js';
import type { Random } from '../random.js';
import type { Workload } from '../workload.js';

type Args = readonly unknown[];

/** An operation, and arguments for it. */
type Choice = readonly [name: string, args: (random: Random) => Args];

const key = (random: Random) => random.pick(['a', 'b', 'c']);
const number = (random: Random) => random.between(0, 2);
const nothing = (): Args => [];

/** Operations that never wait, by the types of their objects. An object is named as its type. */
const choices = {
  dict: [
    ['get', (random) => [key(random)]],
    ['set', (random) => [key(random), number(random)]],
    ['delete', (random) => [key(random)]],
    ['increment', (random) => [key(random)]],
    ['compareAndSet', (random) => [key(random), number(random), number(random)]],
    ['pop', (random) => [key(random)]],
    ['size', nothing],
  ],
  value: [
    ['get', nothing],
    ['set', (random) => [number(random)]],
    ['increment', nothing],
    ['compareAndSet', (random) => [number(random), number(random)]],
  ],
  list: [
    ['push', (random) => [number(random)]],
    ['unshift', (random) => [number(random)]],
    ['pop', nothing],
    ['shift', nothing],
    ['at', (random) => [random.between(-2, 2)]],
    ['copy', nothing],
  ],
  counter: [
    ['increment', nothing],
    ['decrement', nothing],
    ['get', nothing],
  ],
} as const satisfies Record<string, readonly Choice[]>;

type Type = keyof typeof choices;

const types = Object.keys(choices) as Type[];

/** Calls on objects that never make anybody wait: each is one step, whatever the network does. */
export class RegistersWorkload implements Workload {
  readonly names = types.length;
  readonly models = { dict: dict(), value: value({ initial: 0 }), list: list(), counter: counter() };

  async turn(program: Program): Promise<void> {
    const type = program.random.pick(types);
    const [name, args] = program.random.pick<Choice>(choices[type]);
    await call(program, type, name, args(program.random));
  }

  /** Reads everything, so that what is there at the end has to follow from what was done. */
  async audit(auditor: Program): Promise<readonly string[]> {
    for (const name of ['a', 'b', 'c']) await call(auditor, 'dict', 'get', [name]);
    await call(auditor, 'value', 'get', []);
    await call(auditor, 'list', 'copy', []);
    await call(auditor, 'counter', 'get', []);
    return [];
  }
}

async function call(program: Program, type: Type, name: string, args: Args): Promise<void> {
  const object = open(program, type) as unknown as Record<string, (...args: Args) => Promise<unknown>>;
  await program.record({ object: type, type, name, args }, () => object[name]?.(...args) as Promise<unknown>);
}

function open({ client }: Program, type: Type): object {
  if (type === 'value') return client.open.value(type, { initial: 0 });
  const opener: (name: string) => object = client.open[type];
  return opener(type);
}
