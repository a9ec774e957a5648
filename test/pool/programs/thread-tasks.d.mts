import type { PoolOptions, SharedEvent, SharedQueue, Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;
type Queues = { same: SharedQueue<string>; made: SharedQueue<string> };

export const waitAndEnd: Async<[waiting: SharedEvent, queue: SharedQueue<string>, way: string], void>;
export const useQueue: Async<[queue: SharedQueue<string>, item: string], Queues>;
export const addressInPool: Async<[kind: NonNullable<PoolOptions['kind']>], string>;
