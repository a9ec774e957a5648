import { Dealer } from 'zeromq';
import { socketDirectory, startCompiled } from '../processes.js';
import { type CallPeer, SMALL } from '../store.js';

/** The least that a call over ipc costs with libzmq on both sides: messages of holdall's shape, and no store. */
export const zeromqEcho: CallPeer = {
  name: 'bare ZeroMQ echo',
  open: async () => {
    const { path, remove } = await socketDirectory();
    const server = await startCompiled('echo/programs/zeromq-server.ts', [`ipc://${path}`, SMALL]);
    // The codec is a load that only those who need it shall have.
    const { echoCalls } = await import('./calls.js');
    const dealer = new Dealer({ linger: 0 });
    dealer.connect(`ipc://${path}`);
    const { take, ...calls } = echoCalls((body) => void dealer.send(body));
    const reading = (async () => {
      for await (const [body] of dealer) if (body) take(body);
    })();
    const close = async () => {
      dealer.close();
      await reading;
      await server.end();
      await remove();
    };
    return { ...calls, close };
  },
};
