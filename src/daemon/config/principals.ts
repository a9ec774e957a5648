import { owner, type PrincipalSettings } from '../../broker/access.js';
import type { Mistakes } from '../../broker/mistakes.js';
import { readAuthkeyFile } from '../../client/secret-file.js';
import { describe } from '../../objects/describe.js';
import { isPlainObject } from '../../objects/plain-objects.js';
import { guess } from '../cli/nearest.js';
import type { ConfigFile } from './config-file.js';
import { type FoundConfig, pathFrom } from './read-config.js';

export type Roles = NonNullable<ConfigFile['roles']>;

/** As `serve` takes them: with the authkey itself, where the file names a file of it. */
export type Principals = Readonly<Record<string, PrincipalSettings>>;

/**
 * The principals of a configuration, with their authkeys. Looks at each one by itself, also where others, or something
 * else about it, are wrong: so that all mistakes are told at once.
 */
export function readPrincipals(found: FoundConfig | undefined, mistakes: Mistakes): Principals {
  if (found === undefined) return {};
  const { raw, file } = found;
  const roles = namesIn(raw['roles']);
  if (roles.includes(owner.name))
    mistakes.add(`${file}: roles.${owner.name}: this role is there always, and may everything`);
  const principals: [string, Principals[string]][] = [];
  for (const [name, principal] of entriesOf(raw['principals'])) {
    if (name === owner.name)
      mistakes.add(`${file}: principals.${owner.name}: this is who knows the broker's own authkey`);
    if (!isPlainObject(principal)) continue;
    const where = `${file}: principals.${name}`;
    checkRoles(principal['roles'], roles, where, mistakes);
    const proof = readProof(principal, found, where, mistakes);
    // What is wrong in its shape was told, and nothing will be made of it.
    principals.push([name, { roles: principal['roles'] as readonly string[], ...proof }]);
  }
  return Object.fromEntries(principals);
}

function checkRoles(named: unknown, roles: readonly string[], where: string, mistakes: Mistakes): void {
  if (!Array.isArray(named)) return;
  const known = [...new Set([...roles, owner.name])];
  for (const [index, role] of named.entries()) {
    if (typeof role !== 'string' || known.includes(role)) continue;
    const lack = `there is no role ${describe(role)}; there are ${known.join(', ')}${guess(role, known)}`;
    mistakes.add(`${where}.roles[${index}]: ${lack}`);
  }
}

function readProof(
  { publicKey, authkeyFile }: Readonly<Record<string, unknown>>,
  found: FoundConfig,
  where: string,
  mistakes: Mistakes,
): { readonly publicKey?: string; readonly authkey?: string } {
  if ((publicKey === undefined) === (authkeyFile === undefined)) {
    mistakes.add(`${where}: it proves itself by publicKey or by authkeyFile: name one of the two`);
  }
  if (typeof publicKey === 'string') return { publicKey };
  if (typeof authkeyFile !== 'string') return {};
  const authkey = mistakes.within(`${where}.authkeyFile`, () => readAuthkeyFile(pathFrom(found, authkeyFile)));
  return authkey === undefined ? {} : { authkey };
}

function namesIn(object: unknown): readonly string[] {
  return entriesOf(object).map(([name]) => name);
}

function entriesOf(object: unknown): readonly (readonly [string, unknown])[] {
  return isPlainObject(object) ? Object.entries(object) : [];
}
