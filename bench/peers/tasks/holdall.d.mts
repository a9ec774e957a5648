import type { Task } from 'holdall';

export const add: Task<(a: number, b: number) => number>;
export const increment: Task<(n: number) => number>;
