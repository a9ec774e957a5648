/** What the broker's own operations ask of the rights of whoever calls them. */
import type { Deadlock, ObjectName } from '../objects/broker/info.js';
import { type RightSet, rightsIn } from './entitlement.js';
import type { Right } from './principal.js';
import type { Session } from './session.js';

/** Whether a session may see and end an object of this name, or all unnamed ones for `null`. */
export function mayAdminister({ rights }: Session, name: string | null): boolean {
  return name === null ? rights.holdsEverywhere('admin') : rights.holds('admin', name);
}

/** Throws `PermissionDenied` unless the session may administer what has this name. */
export function requireAdmin(session: Session, name: string, operation: string): void {
  requireOn(session, name, 'admin', operation);
}

/**
 * Throws `PermissionDenied` unless the session may administer both names, and may do the same with the one as with the other:
 * to move an object is no way to read or to write what one may not, nor to put something under a name.
 */
export function requireForRename(session: Session, names: readonly [name: string, newName: string]): void {
  for (const name of names) requireAdmin(session, name, 'rename');
  const [now, then] = names.map((name) => session.rights.on(name)) as [RightSet, RightSet];
  for (const name of names) for (const right of rightsIn(now | then)) requireOn(session, name, right, 'rename');
}

/** Those deadlocks that name nothing which the session may not administer. */
export function deadlocksFor({ rights }: Session, deadlocks: readonly Deadlock[]): readonly Deadlock[] {
  const isOpen = ({ name }: ObjectName) => name === null || rights.holds('admin', name);
  return deadlocks.filter(({ parties }) => parties.every(({ waitsFor, holds }) => isOpen(waitsFor) && isOpen(holds)));
}

/** The same for what concerns the whole broker. */
export function requireAdminOfAll({ rights }: Session, operation: string): void {
  rights.requireEverywhere('admin', `broker.${operation}`);
}

function requireOn({ rights }: Session, name: string, right: Right, operation: string): void {
  const named = { name, source: undefined, toString: () => JSON.stringify(name) };
  rights.require(right, named, `broker.${operation}`);
}
