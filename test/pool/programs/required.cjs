/** `node required.cjs process|thread`: a CommonJS program with a task of its own, which requires holdall. */
const { isMain, Pool, task } = require('holdall');

const isMainThere = task(__filename, async function isMainThere() {
  return isMain(__filename);
});

async function main(kind) {
  const there = await new Pool({ processes: 1, kind }).apply(isMainThere);
  console.log(`program ${isMain(__filename)}, worker ${there}`);
}
if (isMain(__filename)) void main(process.argv[2]);
