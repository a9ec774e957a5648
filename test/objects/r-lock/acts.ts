import type { Subject } from '../acts.js';
import { lockActs } from '../lock/acts.js';

export const rLockSubjects: readonly Subject[] = [true, false].map((robust) => ({
  title: `rLock, robust: ${robust}`,
  options: { robust },
  acts: lockActs,
}));
