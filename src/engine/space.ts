import type { HoldallError } from '../../protocol/errors.js';
import { reached } from '../objects/reached.js';
import type { Budget } from './budget.js';
import { bytesOfAll } from './bytes-held.js';
import type { PendingCall } from './pending-call.js';

/** What an item takes beside its bytes at the most: one with an id, a delay and a life. Until it is weighed, it counts so. */
const MOST_BESIDE = 1_024;

/** Why a call may not add what it would to its object; `undefined` if it may. */
export function lackOfSpace({ object, method, args, calledAs }: PendingCall, budget: Budget): HoldallError | undefined {
  const items = method.adds?.(args);
  if (items === undefined) return undefined;
  const { objectItems, objectBytes } = budget.limits;
  const present = object.state.items ?? 0;
  if (items > 0 && present + items > objectItems) {
    const what = `${calledAs}: ${object} holds ${present} items, one object may hold ${objectItems} (objectItems)`;
    return reached('objectItems', `${what}: ${instead(object.type.name)}`);
  }
  const bytes = items * object.type.itemBytes + bytesOfAll(args);
  if (object.bytes + object.grown + bytes > objectBytes) {
    budget.weigh(object);
    if (object.bytes + bytes > objectBytes) {
      const what = `${calledAs}: ${object} takes ${object.bytes} bytes of memory, ${bytes} more are too many: one object may take ${objectBytes} (objectBytes)`;
      return reached('objectBytes', `${what}: ${instead(object.type.name)}`);
    }
  }
  const objection = budget.objection(bytes);
  if (!objection) budget.grow(object, (items + 1) * MOST_BESIDE + bytes);
  return objection;
}

function instead(type: string): string {
  const bound = 'give it a maxSize or maxBytes when you open it, so that puts wait for room';
  return type === 'queue' ? `take some out, or ${bound}` : 'take some out, or use several objects';
}
