/** Whether this is an object as `{}` or `Object.create(null)` makes it, in this realm or in another. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Each realm has an `Object.prototype` of its own; that nothing is above it they have in common.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
