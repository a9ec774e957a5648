import { pathToFileURL } from 'node:url';

/** The URL of a module that the command line names, by a URL or by a path from the current directory. */
export function moduleAt(named: string): string {
  const isUrl = named.startsWith('file:') || named.startsWith('data:');
  return isUrl ? named : pathToFileURL(named).href;
}
