import type { Stats } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { ConnectError, HoldallError } from '../../protocol/errors.js';
import { whileLocked } from './lock-file.js';
import { codeOf } from './refusal.js';

/**
 * Runs `bind` when nobody serves the path. `bind` is given what removes the socket file again, for later.
 *
 * libzmq removes whatever file is there and binds, so a second broker would silently take the address from the first.
 * The path is therefore tried first: who answers, lives, whatever a pid file might say; a file that nobody answers for is
 * left over. The lock file makes trying and binding one step. It lies there only for that step, so a broker that is
 * killed later leaves none.
 */
export async function bindAlone<Bound>(
  path: string,
  bind: (removeFile: () => Promise<void>) => Promise<Bound>,
): Promise<Bound> {
  const lock = `${path}.lock`;
  const holder = await whileLocked(lock, async () => ({ bound: await bindIfUnserved(path, bind) })).catch((cause) => {
    throw cause instanceof HoldallError ? cause : new ConnectError(explain(path, codeOf(cause)), { cause });
  });
  if (holder !== undefined) return holder.bound;
  throw new ConnectError(
    `cannot listen at ipc://${path}: it is in use, as another broker is just starting there; if none is, remove ${lock}`,
  );
}

async function bindIfUnserved<Bound>(
  path: string,
  bind: (removeFile: () => Promise<void>) => Promise<Bound>,
): Promise<Bound> {
  await refuseIfServed(path);
  let own: Stats | undefined;
  const bound = await bind(() => removeIfSame(path, own));
  own = await stat(path);
  return bound;
}

async function refuseIfServed(path: string): Promise<void> {
  const found = await stat(path);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new ConnectError(`cannot listen at ipc://${path}: there is a file of that name which is no socket`);
  }
  const answer = await knock(path);
  if (answer !== 'ECONNREFUSED' && answer !== 'ENOENT') {
    throw new ConnectError(`cannot listen at ipc://${path}: it is in use (somebody answers there: ${answer})`);
  }
  await rm(path, { force: true });
}

/** What comes of connecting to a socket file: `connected`, or the code of the error. */
function knock(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', (error) => resolve(codeOf(error)));
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
  });
}

/** Leaves alone what another broker has put at the path since. */
async function removeIfSame(path: string, own: Stats | undefined): Promise<void> {
  const found = await stat(path);
  if (found?.ino === own?.ino) await rm(path, { force: true });
}

function stat(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}

function explain(path: string, code: string): string {
  const what = `cannot listen at ipc://${path}: `;
  if (code === 'ENOENT') return `${what}its directory does not exist; create it first, best with mode 0700`;
  if (code === 'ENOTDIR') return `${what}a part of its path is no directory`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `${what}this user may not write its directory`;
  return `${what}${code}`;
}
