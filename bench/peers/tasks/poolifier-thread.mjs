import { ThreadWorker } from 'poolifier';

export default new ThreadWorker(function add({ a, b }) {
  return a + b;
});
