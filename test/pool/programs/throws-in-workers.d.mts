import type { Task } from 'holdall';

export const unreachable: Task<() => Promise<void>>;
