/** What the broker's own operations ask of the rights of whoever calls them. */
import type { Session } from './session.js';

/** Whether a session may see and end an object of this name, or all unnamed ones for `null`. */
export function mayAdminister({ rights }: Session, name: string | null): boolean {
  return name === null ? rights.holdsEverywhere('admin') : rights.holds('admin', name);
}

/** Throws `PermissionDenied` unless the session may administer what has this name. */
export function requireAdmin({ rights }: Session, name: string, operation: string): void {
  const named = { name, source: undefined, toString: () => JSON.stringify(name) };
  rights.require('admin', named, `broker.${operation}`);
}

/** The same for what concerns the whole broker. */
export function requireAdminOfAll({ rights }: Session, operation: string): void {
  rights.requireEverywhere('admin', `broker.${operation}`);
}
