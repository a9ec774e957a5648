/** Makes 300 objects, forgets the proxies, and waits until the broker has no more of them. */
import { Manager } from 'holdall';

const manager = await Manager.connect(process.argv[2]);
const named = await manager.numberOfObjects();
const kept = manager.queue();

async function make() {
  const proxies = Array.from({ length: 100 }, () => manager.dict());
  await Promise.all(proxies.map((dict) => dict.set('self', dict)));
  await Promise.all(proxies.map((dict) => dict.clear()));
  // Received ones too: each of these comes out as a proxy of its own.
  const locks = Array.from({ length: 200 }, () => manager.lock());
  await kept.putMany(locks);
  await kept.drain();
}

await make();
console.log(`before: ${(await manager.numberOfObjects()) - named}`);

// Each call is a round trip: nothing here waits for time to pass.
for (let left = 2_000; left > 0 && (await manager.numberOfObjects()) - named > 1; left--) globalThis.gc();
console.log(`after: ${(await manager.numberOfObjects()) - named}`);
await kept.qsize();
await manager.close();
