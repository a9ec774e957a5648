import { NamePattern } from './name-pattern.js';
import { type Principal, type Right, rights } from './principal.js';
import { lackingEverywhere, lackingOn, type Named } from './refused-right.js';

/** Some of the rights, a bit for each: what every call of most principals is checked against. */
export type RightSet = number;

export const everyRight: RightSet = setOf(...rights);

export function setOf(...some: readonly Right[]): RightSet {
  return some.reduce((set, right) => set | (1 << rights.indexOf(right)), 0);
}

export function rightsIn(set: RightSet): readonly Right[] {
  return rights.filter((right) => (set & setOf(right)) !== 0);
}

/** An object, as rights look at it. */
export interface Governed extends Named {
  /** The object whose content it passes on. */
  readonly source: Governed | undefined;
}

/** What a principal may do. */
export class Rights {
  readonly principal: Principal;
  /** Nothing need be checked. */
  readonly areAll: boolean;
  readonly #grants: readonly { readonly objects: NamePattern; readonly rights: RightSet }[];

  constructor(principal: Principal) {
    this.principal = principal;
    this.areAll = principal.grants === 'all';
    const grants = principal.grants === 'all' ? [] : principal.grants;
    this.#grants = grants.map(({ objects, rights }) => ({
      objects: new NamePattern(objects),
      rights: setOf(...rights),
    }));
  }

  /** Those on a name, whether there is an object of that name or not. */
  on(name: string): RightSet {
    if (this.areAll) return everyRight;
    return this.#grants.reduce((all, { objects, rights }) => (objects.matches(name) ? all | rights : all), 0);
  }

  /**
   * Those on an object. One without a name is governed by who has a reference to it; but one that passes on what comes to a
   * named one, as a subscription does, gives nothing to those who may not read that.
   */
  over({ name, source }: Governed): RightSet {
    if (this.areAll) return everyRight;
    if (name !== null) return this.on(name);
    return source === undefined || (this.over(source) & setOf('read')) !== 0 ? everyRight : 0;
  }

  holds(right: Right, name: string): boolean {
    return (this.on(name) & setOf(right)) !== 0;
  }

  /** Whether it holds the right on all names, by the pattern `*`. */
  holdsEverywhere(right: Right): boolean {
    if (this.areAll) return true;
    return this.#grants.some(({ objects, rights }) => objects.isEverything && (rights & setOf(right)) !== 0);
  }

  /** Throws `PermissionDenied` unless the principal has the right on the object. `what` is what needs it, as `broker.drop`. */
  require(right: Right, object: Governed, what: string): void {
    this.check(this.over(object), setOf(right), object, what);
  }

  /** Throws `PermissionDenied` unless the principal has the right on all names. */
  requireEverywhere(right: Right, what: string): void {
    if (!this.holdsEverywhere(right)) throw lackingEverywhere(this.principal, right, what);
  }

  /** As `require`, where the rights on the object are known already. */
  check(has: RightSet, needed: RightSet, object: Governed, what: string): void {
    if ((has & needed) !== 0) return;
    // On an object without a name only the right to read what it passes on can be missing.
    if (object.name === null && object.source) return this.check(0, setOf('read'), object.source, what);
    const [right] = rightsIn(needed) as [Right];
    throw lackingOn(this.principal, right, rightsIn(has), object, what);
  }
}
