import { Pool } from 'holdall';
import { expect, it } from 'vitest';
import { addCallSite, callSite, callSiteIfRare, siteByAwaiting } from '../../src/pool/tasks/call-site.js';
import { fail } from './programs/tasks.mjs';

it('a flood of calls has a call site for some of them only', () => {
  const sites = Array.from({ length: 1_000 }, () => callSiteIfRare(callSiteIfRare));
  expect(sites.some((site) => site === undefined)).toBe(true);
  expect(sites.some((site) => site !== undefined)).toBe(true);
});

it('an error without a call site is given the place where the call is awaited, once', async () => {
  const error = new Error('from afar');
  addCallSite(error, 'worker thread 1', undefined);
  async function apply(): Promise<void> {
    await undefined;
    siteByAwaiting(error, apply);
    siteByAwaiting(error, apply);
  }
  async function caller(): Promise<void> {
    await apply();
  }
  await caller();
  expect(error.stack).toMatch(/ --- in worker thread 1, for: ---\n[^-]* at (async )?caller .*call-site.test/);
  expect(error.stack?.match(/ caller /g)).toHaveLength(1);
});

it('an error with a call site keeps it', () => {
  const error = new Error('from afar');
  addCallSite(error, 'worker thread 1', callSite(callSite));
  const { stack } = error;
  siteByAwaiting(error, callSite);
  expect(error.stack).toBe(stack);
});

it('each of a flood of failing tasks says who awaits it', async () => {
  await using pool = new Pool({ processes: 1, kind: 'thread' });
  const failures = Array.from({ length: 100 }, async function inTheFlood() {
    await pool.apply(fail);
  });
  for (const { reason } of (await Promise.allSettled(failures)) as PromiseRejectedResult[]) {
    expect(reason.stack).toMatch(/--- in worker thread \d+, for: ---\n[\s\S]*inTheFlood .*call-site.test/);
  }
});
