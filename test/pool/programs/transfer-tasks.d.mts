import type { MessagePort } from 'node:worker_threads';
import type { Task } from 'holdall';

type Async<Args extends unknown[], Result> = Task<(...args: Args) => Promise<Result>>;

export const ends: Async<[bytes: Uint8Array], { length: number; first: number; last: number }>;
export const makeImage: Async<[length: number], Uint8Array>;
export const lengthOfMade: Async<[], number>;
export const setCell: Async<[cells: Int32Array, i: number, value: number], Int32Array>;
export const answerAt: Async<[given: { port: MessagePort }, message: string], void>;
