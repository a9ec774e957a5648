import { open, readFile, rm } from 'node:fs/promises';
import { codeOf } from './refusal.js';

/** What a lock file needs of a file system. */
export interface Files {
  /** Makes a file with this content; fails with EEXIST where there is one. None is left where it fails otherwise. */
  create(path: string, content: string): Promise<void>;
  /** `undefined` where there is none. */
  read(path: string): Promise<string | undefined>;
  remove(path: string): Promise<void>;
}

const realFiles: Files = {
  create: createWhole,
  read: (path) => readFile(path, 'utf8').catch(() => undefined),
  remove: (path) => rm(path, { force: true }),
};

/**
 * Runs `work` while nobody else of this machine does under the same lock file, and gives its result; `undefined`, and `work`
 * does not run, where somebody is at it. The file holds its maker's process id: of a process that died it is left over.
 *
 * Only one may remove a left-over file. Two who found it at the same time would both remove it, the slower one that of the
 * faster, and both would work. So it is removed under a lock of its own, by who still finds it left over then: while it is,
 * nobody else changes it. That lock may be left over in its turn, and is dealt with in the same way.
 */
export async function whileLocked<Result>(
  lock: string,
  work: () => Promise<Result>,
  files: Files = realFiles,
): Promise<Result | undefined> {
  if (!(await take(lock, files))) return undefined;
  try {
    return await work();
  } finally {
    await files.remove(lock);
  }
}

async function take(lock: string, files: Files): Promise<boolean> {
  if (await create(lock, files)) return true;
  if (!isLeftOver(await files.read(lock))) return false;
  const removed = await whileLocked(
    `${lock}.lock`,
    async () => {
      const wasLeftOver = isLeftOver(await files.read(lock));
      if (wasLeftOver) await files.remove(lock);
      return wasLeftOver;
    },
    files,
  );
  return removed === true && create(lock, files);
}

async function create(lock: string, files: Files): Promise<boolean> {
  try {
    await files.create(lock, String(process.pid));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the process that made the file died while it was there. One that has no content yet is just being made. */
function isLeftOver(content: string | undefined): boolean {
  const pid = Number(content);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** One without content, as a full disk leaves it, would lock others out for ever: nobody knows whose it is. */
async function createWhole(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
