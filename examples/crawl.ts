/** A crawl: pages are visited by a pool as they are found, each once, and no faster than all workers together may. */
import { EventEmitter, once } from 'node:events';
import { isMain, Manager, Pool, task } from 'holdall';

const PAGES = 60;

/** A site that needs no network: page n links to 2n, to 2n + 1, and back to the first. */
function download(page: number): number[] {
  return [2 * page, 2 * page + 1, 1].filter((link) => link <= PAGES);
}

/** Gives the links of the page that nobody has seen before. */
const visit = task(import.meta.url, async function visit(page: number) {
  const manager = Manager.current();
  await manager.rateLimiter('site').acquire();
  const links = download(page);
  const seen = manager.set<number>('seen');
  const isNew = await Promise.all(links.map((link) => seen.add(link)));
  return links.filter((_, index) => isNew[index]);
});

if (isMain(import.meta.url)) {
  await using manager = await Manager.start();
  await using pool = new Pool({ processes: 3 });
  manager.rateLimiter('site', { rate: 150, burst: 5 });
  const seen = manager.set<number>('seen');
  await seen.add(1);

  const found = [1];
  const news = new EventEmitter();
  let [begun, visited, mostOpen] = [0, 0, 0];

  /** The pages to visit, as they are found. The pool takes the next one when it has room: so nothing piles up. */
  async function* pages() {
    while (found.length > 0 || visited < begun) {
      const page = found.shift();
      if (page === undefined) {
        await once(news, 'visit');
        continue;
      }
      begun += 1;
      mostOpen = Math.max(mostOpen, begun - visited);
      yield page;
    }
  }

  for await (const links of pool.imapUnordered(visit, pages(), { highWaterMark: 6 })) {
    found.push(...links);
    visited += 1;
    news.emit('visit');
  }
  console.log(`  ${visited} visits to ${await seen.size()} pages; ${mostOpen} were open at one time, at most`);
}
