/** The same for a Node whose `require` takes no ECMAScript modules: its task is there a little later. */
module.exports = import('holdall').then(async ({ isMain, Pool, task }) => {
  const isMainThere = task(__filename, async function isMainThere() {
    return isMain(__filename);
  });
  if (!isMain(__filename)) return;
  const there = await new Pool({ processes: 1, kind: process.argv[2] }).apply(isMainThere);
  console.log(`program ${isMain(__filename)}, worker ${there}`);
});
