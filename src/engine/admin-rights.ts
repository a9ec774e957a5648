import type { Session } from './session.js';

/** To be filled in with rights: whether a session may see and end an object of this name, or all unnamed ones for `null`. */
export function mayAdminister(_session: Session, _name: string | null): boolean {
  return true;
}

/** Throws `PermissionDenied` unless the session may administer what has this name. */
export function requireAdmin(_session: Session, _name: string, _operation: string): void {}

/** The same for what concerns the whole broker. */
export function requireAdminOfAll(_session: Session, _operation: string): void {}
