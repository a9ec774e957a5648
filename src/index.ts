/** holdall: shared queues, dicts, locks and events for the processes of a program, and a pool to run them in. */
export * from '../protocol/errors.js';
export { type RunningBroker, type ServeOptions, serve } from './broker/serve.js';
export { type ConnectOptions, Manager, type StartOptions } from './client/manager.js';
export type { Census } from './objects/broker/operations.js';
export { type Entries, type PopOptions, SharedDict } from './objects/dict/proxy.js';
export { SharedEvent } from './objects/event/proxy.js';
export type { Fence } from './objects/lock/fence.js';
export { LockGrant, SharedLock } from './objects/lock/proxy.js';
export { type NackOptions, SharedDelivery } from './objects/queue/delivery.js';
export type { QueueStats } from './objects/queue/operations.js';
export {
  type PutOptions,
  type QueueOptions,
  type ReserveOptions,
  SharedQueue,
  type ShutdownOptions,
} from './objects/queue/proxy.js';
export { type CallOptions, SharedObject } from './objects/shared-object.js';
export type { AsyncResult } from './pool/async-result.js';
export { isMain } from './pool/main-module.js';
export { Pool, type PoolOptions } from './pool/pool.js';
export { Process, type ProcessOptions } from './pool/process.js';
export { type Task, task } from './pool/task.js';
export type { WaitOptions } from './pool/waiting.js';
