import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type HelperProcess, socketDirectory, startCompiled } from '../processes.js';
import { type CallPeer, type OpenCalls, SMALL } from '../store.js';
import { readFrames, writeFrame } from './frames.js';
import { wakeful } from './wakeful.js';

/**
 * The least that a call over a unix socket costs in Node: messages of holdall's shape by holdall's codec, and no store. `busy`:
 * both sides keep their event loops turning for a while after each message, in place of sleeping until the next.
 */
export function socketEcho(busy = false): CallPeer {
  return {
    name: busy ? 'bare socket echo, busy' : 'bare socket echo',
    open: async () => {
      const { path, end } = await startSocketEcho(busy);
      const { socket, ...calls } = await connectEcho(path, busy);
      const close = async () => {
        socket.destroy();
        await end();
      };
      return { ...calls, close };
    },
  };
}

/** A server of such calls. */
export async function startSocketEcho(
  busy = false,
): Promise<{ readonly path: string; readonly end: () => Promise<void> }> {
  const { path, remove } = await socketDirectory();
  const server: HelperProcess = await startCompiled('echo/programs/socket-server.ts', [
    path,
    SMALL,
    ...(busy ? ['busy'] : []),
  ]);
  const end = async () => {
    await server.end();
    await remove();
  };
  return { path, end };
}

/** A client of it. */
export async function connectEcho(
  path: string,
  busy = false,
): Promise<Omit<OpenCalls, 'close'> & { readonly socket: Socket }> {
  // The codec is a load that only those who need it shall have.
  const { echoCalls } = await import('./calls.js');
  const socket = connect(path);
  await once(socket, 'connect');
  const keepAwake = busy ? wakeful() : () => {};
  const { take, ...calls } = echoCalls((body) => {
    writeFrame(socket, body);
    keepAwake();
  });
  readFrames(socket, take);
  return { ...calls, socket };
}
