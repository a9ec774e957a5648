import type { SharedQueue, Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;

export const mark: Async<[file: string, text: string | number, unused?: unknown], void>;
export const spinUntil: Task<(file: string, text: string, gate: string) => string>;
export const waitUntil: Async<[file: string, text: string, gate: string], string>;
export const spinUntilAsked: Task<(file: string) => string>;
export const heed: Async<[file: string, gate: string], never>;
export const place: Async<[unused?: unknown], string>;
export const whoAmI: Async<
  [],
  { worker: number; attempt: number; name: string; aborted: boolean; isAskedToStop: boolean }
>;
export const dieUntil: Async<[attempt: number], number>;
export const reportAll: Async<[values: unknown[]], string>;
export const reportFunction: Async<[], void>;
export const hoard: Async<[count: number], string>;
export const initialize: Async<[file: string, queue?: SharedQueue<string>], void>;
export const initializations: Async<[file: string, unused?: unknown], number>;
export const failToStart: Async<[], never>;
export const never: Async<[file: string], never>;
export const freeze: Task<(file: string) => void>;
