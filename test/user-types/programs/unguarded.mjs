/** A main module that does not ask `isMain`: its broker would start a broker that would start a broker. */
import { Manager } from 'holdall';

export { leaderboard } from './types.mjs';

const manager = await Manager.start({ types: [import.meta.url] });
await manager.close();
