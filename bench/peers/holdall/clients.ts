import type { Contestant } from '../../harness/contest.js';
import { perSecond } from '../../harness/pace.js';
import { shareOut, startHelper } from '../processes.js';
import { SMALL } from '../store.js';
import { startBroker } from './broker-process.js';

/** So many processes, each of which makes one call at a time. */
export function holdallClients(processes: number): Contestant {
  return {
    name: 'holdall',
    setUp: async () => {
      const broker = await startBroker();
      const manager = await broker.connect();
      await manager.dict<string, string>('shared').set('key', SMALL);
      const clients = await Promise.all(
        Array.from({ length: processes }, () => startHelper('holdall-caller.mjs', [broker.address], broker.env)),
      );
      const tearDown = async () => {
        await Promise.all(clients.map((client) => client.end()));
        await manager.close();
        await broker.stop();
      };
      return { measure: perSecond(shareOut(clients)), tearDown };
    },
  };
}
