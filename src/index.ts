/** holdall: shared queues, dicts, locks and more for the processes of a program, and a pool to run them in. */
export type { BrokerLimitName, BrokerLimits } from '../protocol/broker-limits.js';
export * from '../protocol/errors.js';
export type { PrincipalSettings, Roles } from './broker/access.js';
export type { BrokerEvent, ClientInfo } from './broker/events.js';
export { prometheusText } from './broker/prometheus/broker-metrics.js';
export { type CloseOptions, type ReloadOptions, type RunningBroker, type ServeOptions, serve } from './broker/serve.js';
export type { BrokerCalls, FindOptions, KickOptions, ListOptions, TopOptions } from './client/broker-calls.js';
export { readKeys } from './client/key-files.js';
export { type ConnectOptions, Manager, type StartOptions } from './client/manager.js';
export type { Grant, Right } from './engine/principal.js';
export { type ClientKeys, generateKeys, type KeyPair } from './keys/keys.js';
export { type ArrayOpener, type ArrayOptions, SharedArray } from './objects/array/proxy.js';
export { type BarrierOptions, type BarrierWaitOptions, SharedBarrier } from './objects/barrier/proxy.js';
export type {
  Census,
  ClientList,
  ClientStatus,
  Deadlock,
  DeadlockParty,
  DebugInfo,
  Dropped,
  ObjectDetails,
  ObjectInfo,
  ObjectList,
  ObjectName,
  ObjectStatus,
  ProcessFacts,
  SessionInfo,
  Status,
  Who,
} from './objects/broker/info.js';
export type {
  CallStatistics,
  HistogramStatistics,
  ObjectStatistics,
  ProcessStatistics,
  SessionStatistics,
  Statistics,
  TrafficStatistics,
} from './objects/broker/statistics.js';
export type { Measure, Top, TopHolder, TopObject, TopWaiter } from './objects/broker/top.js';
export { type ConditionOptions, SharedCondition } from './objects/condition/proxy.js';
export { PARK } from './objects/contract.js';
export { type CounterOptions, SharedCounter } from './objects/counter/proxy.js';
export { type Entries, type PopOptions, type SetOptions, SharedDict, type ValuePath } from './objects/dict/proxy.js';
export type { BigTypecode, NumberTypecode, Typecode } from './objects/encoded/typecodes.js';
export { SharedEvent } from './objects/event/proxy.js';
export { type LatchOptions, SharedLatch } from './objects/latch/proxy.js';
export { SharedList, type SortOptions } from './objects/list/proxy.js';
export type { Fence } from './objects/lock/fence.js';
export { LockGrant } from './objects/lock/grant.js';
export { type LockOptions, SharedLock } from './objects/lock/proxy.js';
export { type NumberAttribute, SharedNamespace } from './objects/namespace/proxy.js';
export type { NumberIn } from './objects/number-in.js';
// Named in declaration files that the compiler makes of users' types, as ProxyFor is.
export type { Operation } from './objects/operation.js';
export { type NackOptions, SharedDelivery } from './objects/queue/delivery.js';
export type { QueueStats } from './objects/queue/operations.js';
export {
  type PutOptions,
  type QueueOptions,
  type ReserveOptions,
  SharedQueue,
  type ShutdownOptions,
} from './objects/queue/proxy.js';
export { type RLockOptions, SharedRLock } from './objects/r-lock/proxy.js';
export { type RateLimiterOptions, SharedRateLimiter } from './objects/rate-limiter/proxy.js';
export type { RwLockStatus } from './objects/rw-lock/operations.js';
export { ReadGrant, SharedRwLock, WriteGrant } from './objects/rw-lock/proxy.js';
export { Permit, type SemaphoreOptions, SharedBoundedSemaphore, SharedSemaphore } from './objects/semaphore/proxy.js';
export { type SetOperand, type SetOperands, SharedSet } from './objects/set/proxy.js';
export { type CallOptions, SharedObject } from './objects/shared-object.js';
export { SharedSubscription, type SubscriptionOptions } from './objects/subscription/proxy.js';
export { SharedTopic } from './objects/topic/proxy.js';
export { SharedValue, type ValueOpener, type ValueOptions } from './objects/value/proxy.js';
export type { ImapOptions } from './pool/calls/imap.js';
export type { MapOptions } from './pool/calls/map.js';
export type { ProgressOption, ProgressOptions, ProgressStream } from './pool/calls/progress.js';
export type { Items } from './pool/calls/source.js';
export type { Streamable, StreamOptions } from './pool/calls/stream.js';
export { isMain } from './pool/main-module.js';
export { type Transferable, transfer } from './pool/messages/transfer.js';
export { Pool } from './pool/pool.js';
export type { PoolOptions } from './pool/pool-options.js';
export { Process, type ProcessOptions } from './pool/process.js';
export { AsyncResult, type ResultCallbacks } from './pool/results/async-result.js';
export type { ResultIterator } from './pool/results/result-iterator.js';
export type { WaitOptions } from './pool/results/waiting.js';
export type { PoolEvents, TaskEnd, TaskInfo, WorkerEnd, WorkerInfo } from './pool/staff/events.js';
export type { WorkerKind } from './pool/staff/host.js';
export type { PoolStatistics, Times } from './pool/staff/statistics.js';
export { type CurrentTask, currentTask, report } from './pool/tasks/current-task.js';
export type { TaskOptions } from './pool/tasks/submission.js';
export { type Task, task } from './pool/tasks/task.js';
export { startWorker } from './pool/worker/start.js';
export { type CurrentCall, currentCall } from './user-types/current-call.js';
export { defineType, type ProxyOf, type TypeOptions, UserType } from './user-types/define.js';
export { SharedReference } from './user-types/reference.js';
export type { ProxyFor } from './user-types/typing.js';
