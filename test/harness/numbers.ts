/** The numbers from 0 to below `count`. */
export const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

export const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
