import type { SharedEvent, SharedQueue, Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;

export const add: Async<[a: number, b?: number], number>;
export const addAtOnce: Task<(a: number, b: number) => number>;
export const echo: Task<<T>(value: T) => Promise<T>>;
export const pid: Async<[], number>;
export const execArgv: Async<[], string[]>;
export const nodeOptions: Async<[], string>;
export const standardInput: Async<[], string>;

export const fail: Async<[], never>;
export const failWith: Async<[thrown: unknown], never>;
export const failWithUntravelled: Async<[], never>;
export const failWithHostile: Async<[which: string], never>;
export const failUncaughtWith: Async<[thrown: unknown], never>;
export const refuseState: Async<[], never>;
export const giveFunction: Async<[], object>;
export const giveDisposed: Async<[], object>;

export const exit: Async<[code: number], never>;
export const killItself: Async<[signal: NodeJS.Signals], never>;
export const throwUncaught: Async<[], never>;
export const rejectUnhandled: Async<[], never>;
export const setExitCode: Async<[code: number], void>;

export const stay: Async<[pids: SharedQueue<number>], never>;
export const stayUnmoved: Async<[pids: SharedQueue<number>], never>;
export const passOn: Task<<T>(from: SharedQueue<T>, to: SharedQueue<T>) => Promise<void>>;
export const waitFor: Async<[event: SharedEvent, started?: SharedEvent], number>;
export const note: Async<[queue: SharedQueue<string>, text: string], void>;
export const makeQueue: Async<[item: string], { queue: SharedQueue<string>; again: [SharedQueue<string>] }>;
export const throwQueue: Async<[item: string], never>;
export const makeQueueInVain: Async<[taken: string], SharedQueue<unknown>[]>;
export const collectGarbage: Async<[], void>;
export const ownQueue: Async<[], SharedQueue<string>>;
export const currentAddress: Async<[], string>;
export const closeCurrent: Async<[], void>;
