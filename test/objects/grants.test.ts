/** What grants have in common: they are given back once, and can be given back again where that failed. */
import type { SharedRwLock } from 'holdall';
import { expect, test, vi } from 'vitest';
import { type HoldingSession, Loss } from '../../src/objects/loss.js';
import { ReadGrant, WriteGrant } from '../../src/objects/rw-lock/proxy.js';
import { Permit } from '../../src/objects/semaphore/proxy.js';

type Release = () => Promise<void>;

const lock = {} as SharedRwLock;
const loss = new Loss({} as HoldingSession);
const acquired = (giveBack: Release) => ({ answer: [1, false] as const, giveBack, letGo: () => {}, loss });

const grants = {
  Permit: (release: Release) => new Permit(1, loss, release),
  ReadGrant: (release: Release) => new ReadGrant(lock, acquired(release)),
  WriteGrant: (release: Release) => new WriteGrant(lock, acquired(release)),
};

test.each(Object.entries(grants))(
  'a %s whose release was refused can be released again, and then no more',
  async (_, make) => {
    const release = vi.fn<Release>().mockRejectedValueOnce(new Error('refused')).mockResolvedValue(undefined);
    const grant = make(release);
    await Promise.all([grant.release(), grant.release()].map((given) => expect(given).rejects.toThrow('refused')));
    expect(release).toHaveBeenCalledTimes(1);
    await Promise.all([grant.release(), grant.release()]);
    await grant[Symbol.asyncDispose]();
    expect(release).toHaveBeenCalledTimes(2);
  },
);
