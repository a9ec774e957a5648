import { StateError } from '../../protocol/errors.js';
import { Manager } from '../client/manager.js';

/** The manager that this process opened last; `undefined` where `Manager.current()` throws because there is none. */
export function currentManager(): Manager | undefined {
  try {
    return Manager.current();
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}
