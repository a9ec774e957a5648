import { task } from 'holdall';

export const double = task(import.meta.url, function double(n) {
  return 2 * n;
});
