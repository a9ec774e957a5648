import { pathToFileURL } from 'node:url';

/** The URL of a module that somebody names by a URL or by a path from the current directory. */
export function moduleAt(named: string): string {
  return isUrl(named) ? named : pathToFileURL(named).href;
}

export function isUrl(named: string): boolean {
  return named.startsWith('file:') || named.startsWith('data:');
}
