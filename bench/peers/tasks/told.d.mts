export function serve(run: (operations: number) => Promise<unknown>): void;
