/** From what was configured to the principals of a broker. Every mistake is named, all of them at once. */
import { ArgumentError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { type Grant, owner, type Principal, rights } from '../engine/principal.js';
import { checkKeyPair, type KeyPair, keyBytes } from '../keys/keys.js';
import { type KeyPairBytes, sharedSecret } from '../keys/x25519.js';
import { describe } from '../objects/describe.js';
import { checkOptions } from '../objects/options.js';
import { authkeyBytes } from '../wire/index.js';
import { Mistakes } from './mistakes.js';
import { type Member, ownerWith, Principals } from './principals.js';

export { owner, rights };

/** What there is to be allowed, by names: each role is a list of grants. */
export type Roles = Readonly<Record<string, readonly Grant[]>>;

/** Somebody who may come in beside the owner. Has one of `authkey` and `publicKey`. */
export interface PrincipalSettings {
  /** What it proves itself by, 16 bytes or more. It is never sent. */
  readonly authkey?: string | Uint8Array;
  /** The public one of its CURVE keys, in Z85: it proves itself by the secret one. The broker needs `curve` for that. */
  readonly publicKey?: string;
  /** Names among the roles, and `owner` for everything. It has the rights of all of them together. */
  readonly roles: readonly string[];
}

/** Who may do what, and how everybody proves who they are. */
export interface AccessSettings {
  readonly authkey?: string | Uint8Array | undefined;
  readonly roles?: Roles | undefined;
  readonly principals?: Readonly<Record<string, PrincipalSettings>> | undefined;
  readonly curve?: KeyPair | undefined;
}

/** What names of principals and of roles are made of. */
export const PRINCIPAL_NAME = /^[A-Za-z0-9_.@-]{1,64}$/;

const NAME_RULE = '1 to 64 characters of A-Z a-z 0-9 _ . @ -';

/** Throws `ArgumentError`, with a line for each mistake. `what` says whose settings these are, as `serve`. */
export function principalsFrom(settings: AccessSettings, what: string): Principals {
  return new Access(what).read(settings);
}

class Access {
  readonly #what: string;
  readonly #mistakes = new Mistakes();
  readonly #grants = new Map<string, readonly Grant[]>();

  constructor(what: string) {
    this.#what = what;
  }

  read({ authkey, roles = {}, principals = {}, curve }: AccessSettings): Principals {
    const own = authkey === undefined ? [] : [ownerWith(authkeyBytes(authkey))];
    const keys = curve && this.#keys(curve);
    for (const [name, grants] of this.#entries(roles, 'roles')) this.#readRole(name, grants);
    const members = this.#entries(principals, 'principals').flatMap(
      ([name, settings]) => this.#member(name, settings, keys) ?? [],
    );
    const all = [...own, ...members];
    this.#refuseDoubles(all);
    this.#mistakes.throwIfAny();
    if (all.length === 0)
      throw new ArgumentError(`${this.#what} needs an authkey of 16 bytes or more, or principals: give { authkey }`);
    return new Principals(all, keys);
  }

  #keys(curve: KeyPair): KeyPairBytes | undefined {
    const what = `curve of ${this.#what}`;
    return this.#mistakes.within(what, () => {
      checkOptions(curve, ['publicKey', 'secretKey'], what);
      checkKeyPair(curve, what);
      return { publicKey: keyBytes(curve.publicKey, what), secretKey: keyBytes(curve.secretKey, what) };
    });
  }

  /** The named things, those with impossible names left out. */
  #entries<T>(given: Readonly<Record<string, T>>, what: 'roles' | 'principals'): readonly (readonly [string, T])[] {
    const where = `${what} of ${this.#what}`;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.#mistakes.add(`${where} must be an object whose fields are their names; got ${describe(given)}`);
      return [];
    }
    return Object.entries(given).filter(([name]) => {
      const problem = problemOfName(name);
      if (problem !== undefined) this.#mistakes.add(`${where}: ${JSON.stringify(name)} ${problem}`);
      return problem === undefined;
    });
  }

  #readRole(name: string, grants: unknown): void {
    const where = `role ${JSON.stringify(name)}`;
    this.#grants.set(name, []);
    if (!Array.isArray(grants)) {
      this.#mistakes.add(
        `${where} must be an array of grants, as [{ objects: 'jobs*', rights: ['read'] }]; got ${describe(grants)}`,
      );
      return;
    }
    const read = grants.map((grant, place) =>
      this.#mistakes.within(`${where}, grant ${place + 1}`, () => checkedGrant(grant)),
    );
    this.#grants.set(
      name,
      read.filter((grant) => grant !== undefined),
    );
  }

  #member(name: string, settings: PrincipalSettings, keys: KeyPairBytes | undefined): Member | undefined {
    const where = `principal ${JSON.stringify(name)}`;
    return this.#mistakes.within(where, () => {
      checkOptions(settings, ['authkey', 'publicKey', 'roles'], where);
      const principal = { name, grants: this.#grantsOf(settings.roles) } satisfies Principal;
      return { principal, ...checkedKey(settings, keys) };
    });
  }

  #grantsOf(roles: unknown): Principal['grants'] {
    if (!Array.isArray(roles))
      throw new ArgumentError(`roles must be an array of names of roles; got ${describe(roles)}`);
    const unknown = roles.findIndex((role) => role !== owner.name && !this.#grants.has(role));
    if (unknown >= 0) {
      const known = [...this.#grants.keys(), owner.name].join(', ');
      throw new ArgumentError(`there is no role ${describe(roles[unknown])}; there are ${known}`);
    }
    return roles.includes(owner.name) ? 'all' : roles.flatMap((role) => this.#grants.get(role) ?? []);
  }

  /** One key for two would leave open which of them somebody is. */
  #refuseDoubles(members: readonly Member[]): void {
    const seen = new Map<string, string>();
    for (const {
      principal: { name },
      proves,
      key,
    } of members) {
      const id = `${proves} ${Buffer.from(key).toString('hex')}`;
      const other = seen.get(id);
      if (other !== undefined)
        this.#mistakes.add(`principals "${other}" and "${name}" have the same ${proves}: each needs its own`);
      seen.set(id, name);
    }
  }
}

function problemOfName(name: string): string | undefined {
  if (name === owner.name) return 'is reserved: it is whoever has the authkey of the broker itself';
  return PRINCIPAL_NAME.test(name) ? undefined : `is no name: use ${NAME_RULE}`;
}

function checkedGrant(grant: unknown): Grant {
  checkOptions(grant, ['objects', 'rights'], 'a grant');
  const { objects, rights: given } = grant as Partial<Grant>;
  if (typeof objects !== 'string' || objects === '' || Buffer.byteLength(objects) > limits.nameBytes) {
    throw new ArgumentError(
      `objects must be a pattern of 1 to ${limits.nameBytes} bytes, as 'jobs*' (\`*\` stands for any run of characters); got ${describe(objects)}`,
    );
  }
  if (!Array.isArray(given) || given.length === 0) {
    throw new ArgumentError(`rights must be an array of one or more of ${rights.join(', ')}; got ${describe(given)}`);
  }
  const unknown = given.findIndex((right) => !rights.includes(right));
  if (unknown >= 0)
    throw new ArgumentError(`there is no right ${describe(given[unknown])}; there are ${rights.join(', ')}`);
  return { objects, rights: [...given] };
}

function checkedKey(
  { authkey, publicKey }: PrincipalSettings,
  keys: KeyPairBytes | undefined,
): Omit<Member, 'principal'> {
  if (authkey !== undefined && publicKey !== undefined) {
    throw new ArgumentError('has both an authkey and a publicKey: give the one that it is to prove itself by');
  }
  if (authkey !== undefined) return { proves: 'authkey', key: authkeyBytes(authkey) };
  if (publicKey === undefined) throw new ArgumentError('needs an authkey or a publicKey to prove itself by');
  const key = keyBytes(publicKey, 'publicKey');
  if (!keys) throw new ArgumentError('has a publicKey, but the broker has no keys itself: give it some by curve');
  checkHasSecret(keys, key);
  return { proves: 'publicKey', key };
}

/** There are a few keys with which everybody computes the same secret. */
function checkHasSecret({ secretKey }: KeyPairBytes, key: Uint8Array): void {
  try {
    sharedSecret(secretKey, key);
  } catch {
    throw new ArgumentError('publicKey is none that anybody can have the secret key of');
  }
}
