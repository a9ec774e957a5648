/** Which operations the right to read is enough for. Whoever adds one must mean it: all others need the right to write. */
import { expect, test } from 'vitest';
import { sharedTypes } from '../../src/objects/index.js';

test('these operations change nothing, and no others say so', () => {
  const reading = Object.entries(sharedTypes).map(([type, { operations }]) => {
    const names = Object.entries(operations).filter(([, operation]) => (operation as { reads?: boolean }).reads);
    return [type, names.map(([name]) => name).join(' ')];
  });
  expect(Object.fromEntries(reading)).toEqual({
    queue: 'peek qsize empty full stats join',
    dict: 'get getMany has size keys values entries page ttl getIn',
    list: 'at length slice copy page indexOf includes count',
    set: 'has size values union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom',
    lock: 'locked',
    rLock: 'locked',
    condition: 'locked lock',
    rwLock: 'state',
    semaphore: 'value',
    boundedSemaphore: 'value',
    event: 'isSet wait',
    latch: 'count wait',
    barrier: 'parties nWaiting broken',
    value: 'get read',
    array: 'at slice length indexOf includes count',
    namespace: 'get has names entries',
    counter: 'get',
    topic: 'subscribers',
    subscription: 'size dropped fellBehind',
    rateLimiter: 'available',
  });
});
