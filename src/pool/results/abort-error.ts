/** Why something was stopped, where the program gave no reason of its own: as `AbortController` does it. */
export function abortError(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
