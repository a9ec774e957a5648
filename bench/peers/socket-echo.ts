import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { echoCalls } from './echo-calls.js';
import { startHelper } from './helper-process.js';
import { SMALL, type StorePeer } from './store.js';
import { readFrames, writeFrame } from './tasks/socket-frames.mjs';
import { wakeful } from './tasks/wakeful.mjs';

/**
 * The least that a call over a unix socket costs in Node: messages of holdall's shape, and no store. `busy`: both sides keep
 * their event loops turning for a while after each message, in place of sleeping until the next.
 */
export function socketEcho(busy = false): StorePeer {
  return {
    name: busy ? 'bare socket echo, busy' : 'bare socket echo',
    open: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'holdall-bench-'));
      const path = join(directory, 'echo');
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
        await rm(directory, { recursive: true, force: true });
      };
      return { ...calls, close };
    },
  };
}
