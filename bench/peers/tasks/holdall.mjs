import { task } from 'holdall';

export const add = task(import.meta.url, function add(a, b) {
  return a + b;
});

export const increment = task(import.meta.url, function increment(n) {
  return n + 1;
});
