import type { Contestant } from '../harness/contest.js';
import { microsecondsEach, perSecond } from '../harness/pace.js';
import { WORKERS } from './pool.js';
import { timedPython } from './python.js';
import { SMALL, type SmallCall } from './store.js';

/** `Pool.map` of CPython's multiprocessing over all items, with chunks of one. */
export const cpythonMap: Contestant = {
  name: 'CPython Pool',
  setUp: () => timedPython('cpython_pool.py', ['map', String(WORKERS)], perSecond),
};

/** One program that calls CPython's Manager, each call when the last was answered: it can do no other. */
export function cpythonManager(call: SmallCall): Contestant {
  return {
    name: 'CPython Manager',
    setUp: () => timedPython('cpython_manager.py', [call, SMALL], microsecondsEach),
  };
}
