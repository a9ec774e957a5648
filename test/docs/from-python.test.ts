/** docs/from-python.md is complete, and each of its rows is true. */
import { Manager, serve } from 'holdall';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { collectionChecks } from './from-python/collections.js';
import { dictChecks } from './from-python/dict.js';
import { exposed } from './from-python/exposed.js';
import { synchronizationChecks } from './from-python/locks.js';
import { managerChecks } from './from-python/manager.js';
import { poolChecks } from './from-python/pool.js';
import { processChecks } from './from-python/process.js';
import { queueChecks } from './from-python/queue.js';
import { type Checks, rowNames } from './from-python/rows.js';
import { valueChecks } from './from-python/values.js';

const checks: Checks = {
  ...managerChecks,
  ...queueChecks,
  ...dictChecks,
  ...collectionChecks,
  ...valueChecks,
  ...synchronizationChecks,
  ...poolChecks,
  ...processChecks,
};
const rows = await rowNames();

// Not memory://, which the workers of the pools could not reach.
let broker: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  broker = await serve({ listen: 'tcp://127.0.0.1:*', authkey: AUTHKEY });
});
afterAll(() => broker.close());

const connect = () => Manager.connect(broker.addresses[0] as string, { authkey: AUTHKEY });

describe('docs/from-python.md', () => {
  test.each(Object.entries(exposed))('has a row for each method that Python exposes of %s', (type, methods) => {
    expect(rows).toEqual(expect.arrayContaining(methods.map((method) => `${type}.${method}`)));
  });

  test('says nothing twice and nothing that is not checked', () => {
    expect([...rows].sort()).toEqual(Object.keys(checks).sort());
  });

  test.each(rows)('says the truth of %s', async (row) => {
    const managers: Manager[] = [];
    const another = async () => {
      const manager = await connect();
      managers.push(manager);
      return manager;
    };
    await checks[row]?.(await another(), another);
    for (const manager of managers) await manager.close();
  });
});
