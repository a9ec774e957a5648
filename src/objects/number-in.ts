/** The numbers among what a value can be; any number, where that is not known. */
export type NumberIn<T> = [Extract<T, number | bigint>] extends [never] ? number | bigint : Extract<T, number | bigint>;
