/** What a call needs of its principal's rights, at each place that it comes to. */
import type { Handle } from '../../protocol/messages.js';
import { setOf } from './entitlement.js';
import type { HostedObject } from './hosted-object.js';
import type { Method } from './hosted-type.js';
import type { PendingCall } from './pending-call.js';
import type { RefusedRight } from './refused-right.js';
import type { Session } from './session.js';

/** Either of them, on the lock. */
const toShowFences = setOf('read', 'write');

/** Throws unless a session may make this call. Costs those who may do everything nothing but the question. */
export function checkCall(session: Session, handle: Handle, object: HostedObject, { needs, calledAs }: Method): void {
  const { rights } = session;
  if (!rights.areAll) rights.check(session.rightsAt(handle), needs, object, calledAs);
}

/** Throws unless a session may show a fence of this lock: it is told whether that is stale. */
export function checkFence(session: Session, handle: Handle, lock: HostedObject, { calledAs }: Method): void {
  const { rights } = session;
  if (!rights.areAll) rights.check(session.rightsAt(handle), toShowFences, lock, calledAs);
}

/**
 * Throws unless a call may go on as this one. At another object it needs what it would need if it were made there: an object
 * that stands on another one is no way around the rights on that. What is patient goes back to where it has been.
 */
export function checkStep(
  { caller: { rights }, object: before, calledAs }: PendingCall,
  object: HostedObject,
  { operation, needs }: Method,
): void {
  if (rights.areAll || object === before || operation.patient) return;
  rights.check(rights.over(object), needs, object, calledAs);
}

/** Why a call that waits may wait no longer; `undefined` if it may. */
export function lackOf(call: PendingCall): RefusedRight | undefined {
  try {
    checkWait(call);
    return undefined;
  } catch (lack) {
    return lack as RefusedRight;
  }
}

/**
 * Also where it came from: who sleeps on a condition goes back to its lock, patiently and unasked. And its fence tells whether
 * the lock was granted again.
 */
function checkWait({ caller: { rights }, object, method, cameFrom, fence, calledAs }: PendingCall): void {
  rights.check(rights.over(object), method.needs, object, calledAs);
  if (cameFrom) rights.check(rights.over(cameFrom.object), cameFrom.method.needs, cameFrom.object, calledAs);
  if (fence) rights.check(rights.over(fence.lock), toShowFences, fence.lock, calledAs);
}
