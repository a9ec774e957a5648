import { owner, type Principal } from '../engine/principal.js';
import { type KeyPairBytes, randomKeyPair, sharedSecret } from '../keys/x25519.js';
import { randomSecret } from '../wire/index.js';

/** Who somebody says to be, in the words of `hello`. */
export interface Claim {
  readonly principal?: string | null;
  readonly key?: Uint8Array | null;
}

/** A principal with what it proves itself by. */
export interface Member {
  readonly principal: Principal;
  readonly proves: 'authkey' | 'publicKey';
  readonly key: Uint8Array;
}

/** What a claim comes to: the key that proves it, and who has proved it then. */
export interface Claimed {
  readonly proofKey: Uint8Array;
  /** `undefined` where the claim is false, whatever is proved. */
  readonly member: Member | undefined;
}

/** All principals of a broker. `principalsFrom` makes it of what was configured. */
export class Principals {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #byPublicKey: ReadonlyMap<string, Member>;
  /** A broker without keys of its own takes as long over a claim to have some: nobody learns what it has. */
  readonly #keys: KeyPairBytes;
  /** What nobody knows. */
  readonly #noKey = randomSecret();

  constructor(members: readonly Member[], keys: KeyPairBytes = randomKeyPair()) {
    this.#members = new Map(members.map((member) => [member.principal.name, member]));
    const withKeys = members.filter(({ proves }) => proves === 'publicKey');
    this.#byPublicKey = new Map(withKeys.map((member) => [hex(member.key), member]));
    this.#keys = keys;
  }

  /** A broker that knows nobody but its owner. */
  static ofOwner(authkey: Uint8Array): Principals {
    return new Principals([ownerWith(authkey)]);
  }

  /** The same work for true claims and for false ones. */
  identify({ principal, key }: Claim): Claimed {
    if (key) return { proofKey: this.#shared(key), member: this.#byPublicKey.get(hex(key)) };
    const member = this.#members.get(principal ?? owner.name);
    return member?.proves === 'authkey'
      ? { proofKey: member.key, member }
      : { proofKey: this.#noKey, member: undefined };
  }

  /** Whose name or key somebody has given, right or wrong; `undefined` for nobody's. */
  claimed({ principal, key }: Claim): Principal | undefined {
    if (key) return this.ownerOf(key);
    return this.#members.get(principal ?? owner.name)?.principal;
  }

  /** Who has this name. */
  named(name: string): Member | undefined {
    return this.#members.get(name);
  }

  /** Whose public key this is. */
  ownerOf(publicKey: Uint8Array): Principal | undefined {
    return this.#byPublicKey.get(hex(publicKey))?.principal;
  }

  #shared(key: Uint8Array): Uint8Array {
    try {
      return sharedSecret(this.#keys.secretKey, key);
    } catch {
      // One of the few keys that have no secret.
      return this.#noKey;
    }
  }
}

export function ownerWith(authkey: Uint8Array): Member {
  return { principal: owner, proves: 'authkey', key: authkey };
}

/** Whether it is the same principal, by the same key. */
export function isSame(a: Member, b: Member): boolean {
  return a.principal.name === b.principal.name && a.proves === b.proves && hex(a.key) === hex(b.key);
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
