import { isMainThread } from 'node:worker_threads';
import { task } from 'holdall';

export const add = task(import.meta.url, function add(a, b) {
  return a + b;
});

export const increment = task(import.meta.url, function increment(n) {
  return n + 1;
});

export const isInThread = task(import.meta.url, function isInThread() {
  return !isMainThread;
});
