import { createRequire } from 'node:module';

/** The version in package.json, which the package finds by its own name wherever this file is bundled into. */
export function packageVersion(): string {
  return (createRequire(import.meta.url)('holdall/package.json') as { version: string }).version;
}
