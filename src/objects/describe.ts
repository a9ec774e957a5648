/** What something is, in a few words, for the error that refuses it: never longer than a line. */
export function describe(got: unknown): string {
  if (got instanceof Uint8Array) return `${got.length} bytes`;
  if (Array.isArray(got)) return `an array of ${got.length}`;
  if (typeof got === 'string') return JSON.stringify(got.length > 40 ? `${got.slice(0, 40)}…` : got);
  if (typeof got === 'function') return 'a function';
  return typeof got === 'object' && got !== null ? 'an object' : String(got);
}
