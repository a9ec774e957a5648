import { isDeepStrictEqual } from 'node:util';
import { AuthenticationError, type HoldallError, PermissionDenied } from '../../protocol/errors.js';
import type { Principal } from '../engine/principal.js';
import { isSame, type Member } from './principals.js';

/** What becomes of a session for whose principal other things are configured now. */
type Change =
  | { readonly kind: 'violated'; readonly error: HoldallError }
  | { readonly kind: 'entitled'; readonly principal: Principal };

/** `undefined` where nothing has changed for it. */
export function changeOf(before: Member, now: Member | undefined): Change | undefined {
  const { name, grants } = before.principal;
  if (!now) return { kind: 'violated', error: new PermissionDenied(`principal "${name}" may not come in any more`) };
  if (!isSame(before, now)) {
    const message = `the key of principal "${name}" is another one now: connect again with that`;
    return { kind: 'violated', error: new AuthenticationError(message) };
  }
  return isDeepStrictEqual(grants, now.principal.grants) ? undefined : { kind: 'entitled', principal: now.principal };
}
