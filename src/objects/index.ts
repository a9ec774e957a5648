/** The one registration. A new shared type is a folder beside these and a line here: its name is its opener's name. */

import { array } from './array/index.js';
import { barrier } from './barrier/index.js';
import { condition } from './condition/index.js';
import { counter } from './counter/index.js';
import { dict } from './dict/index.js';
import { event } from './event/index.js';
import { latch } from './latch/index.js';
import { list } from './list/index.js';
import { lock } from './lock/index.js';
import { namespace } from './namespace/index.js';
import { queue } from './queue/index.js';
import { rLock } from './r-lock/index.js';
import { rateLimiter } from './rate-limiter/index.js';
import { rwLock } from './rw-lock/index.js';
import { boundedSemaphore, semaphore } from './semaphore/index.js';
import { set } from './set/index.js';
import { subscription } from './subscription/index.js';
import { topic } from './topic/index.js';
import { value } from './value/index.js';

export const sharedTypes = {
  /** A queue: first in first out, last in first out, or by priority. */
  queue,
  /** A mapping from keys to values. */
  dict,
  /** A sequence of values, by their indexes. */
  list,
  /** Values of which none is there twice. */
  set,
  /** A mutual exclusion lock. */
  lock,
  /** A lock that its holder can acquire again. */
  rLock,
  /** A lock whose holder can wait until another holder says that something has changed. */
  condition,
  /** A lock for many readers or one writer. */
  rwLock,
  /** A number of permits to take and give back. */
  semaphore,
  /** A semaphore that refuses a release too many. */
  boundedSemaphore,
  /** A flag to wait for. */
  event,
  /** A count to wait for. */
  latch,
  /** A place where programs wait until all are there. */
  barrier,
  /** One value, or one number of a typecode. */
  value,
  /** Numbers of one typecode, of a fixed length. */
  array,
  /** Attributes by name. */
  namespace,
  /** A whole number to count with. */
  counter,
  /** Publish and subscribe: what is published goes to all who subscribe. */
  topic,
  /** The messages of a topic since it was subscribed to; `topic.subscribe` opens one too. */
  subscription,
  /** A token bucket, which limits how often something is done. */
  rateLimiter,
};

/** The manager's openers, by the names of the types. */
export type Openers = { readonly [K in keyof typeof sharedTypes]: ReturnType<(typeof sharedTypes)[K]['open']> };
