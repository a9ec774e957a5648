import { once } from 'node:events';
import { connect } from 'node:net';
import { socketDirectory, startHelper } from '../processes.js';
import { type CallPeer, SMALL } from '../store.js';
import { readFrames, writeFrame } from '../tasks/socket-frames.mjs';
import { wakeful } from '../tasks/wakeful.mjs';
import { echoCalls } from './calls.js';

/**
 * The least that a call over a unix socket costs in Node: messages of holdall's shape, and no store. `busy`: both sides keep
 * their event loops turning for a while after each message, in place of sleeping until the next.
 */
export function socketEcho(busy = false): CallPeer {
  return {
    name: busy ? 'bare socket echo, busy' : 'bare socket echo',
    open: async () => {
      const { path, remove } = await socketDirectory();
      const server = await startHelper('socket-echo.mjs', [path, SMALL, ...(busy ? ['busy'] : [])]);
      const socket = connect(path);
      await once(socket, 'connect');
      const keepAwake = busy ? wakeful() : () => {};
      const { take, ...calls } = echoCalls((body) => {
        writeFrame(socket, body);
        keepAwake();
      });
      readFrames(socket, take);
      const close = async () => {
        socket.destroy();
        await server.end();
        await remove();
      };
      return { ...calls, close };
    },
  };
}
