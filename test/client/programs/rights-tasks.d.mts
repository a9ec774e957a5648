import type { SharedQueue, Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;

export const codeOfPut: Async<[queue: SharedQueue<string>, item: string], string | undefined>;
export const sizeOf: Async<[queue: SharedQueue<string>], number>;
export const sizeOfNamed: Async<[name: string], number>;
