// Joins the broker of `holdall serve`, without a word about where it is.
import { Manager } from 'holdall';

const manager = await Manager.connect();
const queue = manager.queue('letters');
await queue.put('itcast');
console.log(await queue.get());
await manager.close();
