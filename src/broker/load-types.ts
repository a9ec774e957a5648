import { ArgumentError } from '../../protocol/errors.js';
import type { TypeDefinition } from '../objects/contract.js';
import { sharedTypes } from '../objects/index.js';
import { textOf } from '../objects/text-of.js';
import { type Definition, definitionOf, type UserType } from '../user-types/define.js';
import { checkArray, moduleUrl } from '../user-types/modules.js';
import { randomSecret } from '../wire/index.js';
import { hostedType } from './user-types.js';

/** What says which types of users' own a broker has: the modules that define them, or the types themselves. */
export type GivenTypes = readonly (string | URL | UserType)[];

/**
 * All types of a broker, its users' own among them. Rejects with `ArgumentError` for a module that cannot be loaded or
 * exports no type, and for two types of one name.
 */
export async function brokerTypes(given: GivenTypes): Promise<TypeDefinition[]> {
  checkArray(given, 'types');
  const own = new Set<Definition>();
  // One after the other: the first that fails is the one to tell of.
  for (const each of given) for (const definition of await definitionsIn(each)) own.add(definition);
  const types = new Map<string, TypeDefinition>(
    Object.entries(sharedTypes).map(([name, type]) => [name, { ...type, name }]),
  );
  const world = { secret: randomSecret(), types };
  // No two have one name: `defineType` refuses the second.
  for (const definition of own) types.set(definition.name, hostedType(definition, world));
  return [...types.values()];
}

async function definitionsIn(given: unknown): Promise<readonly Definition[]> {
  const definition = definitionOf(given);
  if (definition) return [definition];
  const url = moduleUrl(given, 'types');
  const definitions = Object.values(await load(url)).flatMap((exported) => definitionOf(exported) ?? []);
  if (definitions.length > 0) return definitions;
  throw new ArgumentError(
    `types: ${url} exports no shared type: export what defineType() returns. ` +
      'If it does so, it has a copy of holdall of its own: that happens where "type": "module" is missing in package.json, or where the broker runs from another installation than the module imports',
  );
}

async function load(url: string): Promise<object> {
  try {
    return (await import(url)) as object;
  } catch (cause) {
    throw new ArgumentError(`types: ${url} could not be loaded: ${textOf(cause)}`, { cause });
  }
}
