import type { Contestant } from '../../harness/contest.js';
import { perSecond } from '../../harness/pace.js';
import { shareOut, startCompiled } from '../processes.js';
import { startSocketEcho } from './socket.js';

/** So many processes, each of which makes one call at a time to one bare server: what Node can do on this machine. */
export function echoClients(processes: number): Contestant {
  return {
    name: 'bare socket echo',
    setUp: async () => {
      const { path, end } = await startSocketEcho();
      const clients = await Promise.all(
        Array.from({ length: processes }, () => startCompiled('echo/programs/socket-caller.ts', [path])),
      );
      const tearDown = async () => {
        await Promise.all(clients.map((client) => client.end()));
        await end();
      };
      return { measure: perSecond(shareOut(clients)), tearDown };
    },
  };
}
