import type { SharedEvent, Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;
type Stream<Args extends unknown[], Value> = Task<(...args: Args) => AsyncGenerator<Value>>;

/** How a worker ends: by a signal, or with an exit code. */
export type Death = NodeJS.Signals | number;

export const dieNow: Async<[how: Death], never>;
export const dieAndLeaveChild: Async<[file: string, how: Death], never>;
export const leave: Task<(file: string, text: string) => number>;
export const dieInFirst: Async<[attempts: number, file: string, how: Death, unused?: SharedArrayBuffer], number>;

export const answerAndDie: Async<[value: string, how: Death], string>;
export const dieLater: Async<[event: SharedEvent, how: Death], void>;
export const dieDeaf: Async<[deaf: string, go: string, how: Death], void>;

export const dieIfTold: Async<[item: { readonly value: number; readonly how?: Death }], number>;
export const yieldAndDie: Stream<[values: number[], event: SharedEvent, how: Death], number>;
export const yieldValues: Stream<[values: number[]], number>;
export const yieldAtLast: Stream<[values: number[], how: Death], number>;
export const dieAtPlace: Async<[place: number, how: Death], number>;
export const freeze: Async<[], never>;
export const finishWhenThere: Async<[file: string], string>;
export const spin: Task<(file: string) => never>;

export const failToStart: Async<[file: string], never>;
export const dieAtStart: Async<[file: string, times: number, how: Death], void>;
export const hangAtStart: Async<[file: string], never>;

export const closeDescriptor: Async<[descriptor: number], never>;
export const writeGarbage: Async<[descriptor: number], never>;
export const typeOfSend: Async<[], string>;
export const tell: Task<<T>(value: T) => Promise<T>>;
export const exhaust: Task<() => never>;
