import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer } from 'zeromq';
import { echoCalls } from './echo-calls.js';
import { startHelper } from './helper-process.js';
import { SMALL, type StorePeer } from './store.js';

/** The least that a call over ipc costs with libzmq on both sides: messages of holdall's shape, and no store. */
export const zeromqEcho: StorePeer = {
  name: 'bare ZeroMQ echo',
  open: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdall-bench-'));
    const address = `ipc://${join(directory, 'echo')}`;
    const server = await startHelper('zeromq-echo.mjs', [address, SMALL]);
    const dealer = new Dealer({ linger: 0 });
    dealer.connect(address);
    const { take, ...calls } = echoCalls((body) => void dealer.send(body));
    const reading = (async () => {
      for await (const [body] of dealer) if (body) take(body);
    })();
    const close = async () => {
      dealer.close();
      await reading;
      await server.end();
      await rm(directory, { recursive: true, force: true });
    };
    return { ...calls, close };
  },
};
