import { nothing, plainly, positive } from '../kinds.js';
import type { Granted } from '../lock/operations.js';
import { operation, reading } from '../operation.js';

/** Who holds an rwLock at one moment. */
export interface RwLockStatus {
  /** How many read grants are out. */
  readonly readers: number;
  /** Whether a write grant is out. */
  readonly writer: boolean;
}

// One line for both: a writer who waits is not overtaken by readers who come after it.
const acquiring = { line: 'acquire' } as const;

/** What an rwLock does, by the names on the wire. PROTOCOL.md, "RwLock". */
export const rwLockOperations = {
  acquireRead: operation([], plainly<Granted>(), acquiring),
  acquireWrite: operation([], plainly<Granted>(), acquiring),
  release: operation([['token', positive]], nothing, { frees: true }),
  state: operation([], plainly<RwLockStatus>(), reading),
};
