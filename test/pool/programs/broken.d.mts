import type { Task } from 'holdall';

export const missing: Task<() => Promise<void>>;
