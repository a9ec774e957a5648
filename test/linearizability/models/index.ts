export { counter } from './counter.js';
export { dict } from './dict.js';
export { event } from './event.js';
export { list } from './list.js';
export { lock } from './lock.js';
export type { Model } from './model.js';
export { queue } from './queue.js';
export { semaphore } from './semaphore.js';
export { value } from './value.js';
