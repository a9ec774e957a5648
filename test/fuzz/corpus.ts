import { readdirSync, readFileSync } from 'node:fs';
import type { Case } from './cases.js';

const directory = new URL('corpus/', import.meta.url);

/** All that is kept: the name of its file, and the case. */
export const corpus: readonly (readonly [file: string, wanted: Case])[] = readdirSync(directory)
  .sort()
  .map((file) => [file, JSON.parse(readFileSync(new URL(file, directory), 'utf8')) as Case]);
