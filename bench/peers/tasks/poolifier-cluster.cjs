// Not a module: while one loads, the first messages of the pool arrive, and nobody listens yet.
const { ClusterWorker } = require('poolifier');

module.exports = new ClusterWorker(function add({ a, b }) {
  return a + b;
});
