/** What comes next out of an iterator of results. */
export type Outcome<Result> =
  | { readonly kind: 'value'; readonly value: Result }
  /** More may come after it. */
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'end' };

export const END: Outcome<never> = { kind: 'end' };

/** Where results come from, one by one. */
export interface Feed<Result> {
  /** Takes what comes next; `undefined` while that is not there yet. After the end it is not asked any more. */
  take(): Outcome<Result> | undefined;
  /** Nobody wants the rest. Resolves when nothing runs for it any more. */
  close(): Promise<void>;
}
