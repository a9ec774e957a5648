import type { SharedBarrier, SharedEvent, SharedQueue, Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;

export const square: Async<[n: number], number>;
export const join: Task<(first: string, second: string, third?: string) => string>;
export const failOn: Async<[of: readonly [n: number, bad: number]], number>;
export const pass: Async<[of: { name: string; gate?: SharedEvent; passed?: SharedQueue<string> }], string>;
export const hang: Async<[begun: SharedQueue<string>], never>;
export const fill: Async<[of: { bytes: Uint8Array }], number>;
export const reportTwice: Async<[gate: SharedEvent], string>;
export const reportItem: Async<[n: number], number>;
export const place: Async<[barrier: SharedBarrier], number>;
export const failTogether: Async<[barrier: SharedBarrier], void>;

export const count: Task<(from: number, to: number) => Generator<number>>;
export const countOn: Task<(name: string) => AsyncGenerator<number>>;
export const countAndFail: Task<(to: number) => AsyncGenerator<number>>;
export const countAndDie: Task<(to: number) => AsyncGenerator<number>>;
export const yieldFunction: Task<() => AsyncGenerator<unknown>>;
