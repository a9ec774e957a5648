/** What those hear who may not do what they want, in one place. Nothing here tells whether an object exists. */
import { PermissionDenied } from '../../protocol/errors.js';
import type { Principal, Right } from './principal.js';

/** What was refused to somebody: for the operator. */
export interface Denial {
  /** As `queue.put`, or `open` and `attach`. */
  readonly operation: string;
  readonly right: Right | 'any';
  /** The name that the right is missing on; the pattern `*` for all of them. */
  readonly object: string;
}

/** The error together with what operators want to know of it. */
export class RefusedRight extends PermissionDenied {
  constructor(
    message: string,
    readonly denial: Denial,
  ) {
    super(message);
  }
}

export interface Named {
  readonly name: string | null;
  /** With its type, as `queue "jobs"`. */
  toString(): string;
}

const doing: Readonly<Record<Right, string>> = {
  read: 'reading',
  write: 'writing to',
  create: 'creating',
  admin: 'administering',
};

export function lackingOn(
  { name }: Principal,
  right: Right,
  has: readonly Right[],
  object: Named,
  operation: string,
): RefusedRight {
  const needs = `${operation}: ${doing[right]} ${object} needs the right "${right}"`;
  const denial = { operation, right, object: object.name ?? '' };
  return new RefusedRight(`${needs}; principal "${name}" has ${listed(has)} on it`, denial);
}

/** The same for somebody who may not even know whether there is such an object. */
export function lackingAny({ name }: Principal, object: Named, operation: string): RefusedRight {
  const needs = `${operation}: opening ${object} needs a right on that name`;
  const denial = { operation, right: 'any', object: object.name ?? '' } as const;
  return new RefusedRight(`${needs}; principal "${name}" has none`, denial);
}

export function lackingEverywhere({ name }: Principal, right: Right, operation: string): RefusedRight {
  const needs = `${operation} needs the right "${right}" on all names, by the pattern "*"`;
  return new RefusedRight(`${needs}; principal "${name}" does not have it`, { operation, right, object: '*' });
}

function listed(has: readonly Right[]): string {
  return has.length === 0 ? 'no right' : has.map((right) => `"${right}"`).join(', ');
}
