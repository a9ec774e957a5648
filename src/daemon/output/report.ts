import type { World } from '../cli/world.js';
import { type Column, table } from './table.js';
import { jsonOf } from './text.js';

const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** Prints what a command found: JSON for programs, or lines for people. */
export function report(
  world: World,
  { json = false }: { readonly json?: boolean | undefined },
  found: unknown,
  lines: () => readonly string[],
): void {
  if (json) world.print(jsonOf(found));
  else for (const line of lines()) world.print(line);
}

/** A table under its heading, which stands out where a person reads it; `none` where there are no rows. */
export function section<Row>(
  world: World,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  none: string,
): readonly string[] {
  if (rows.length === 0) return [none];
  const [heading = '', ...lines] = table(columns, rows);
  return [bold(world, heading), ...lines];
}

export function bold(world: World, text: string): string {
  return world.isTerminal && !world.env['NO_COLOR'] ? `${BOLD}${text}${PLAIN}` : text;
}

/** Names with their values, one a line. */
export function pairs(all: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const widest = Math.max(...all.map(([name]) => name.length));
  return all.map(([name, value]) => `${name.padEnd(widest)}  ${value}`);
}

/** What to say where not all was listed. */
export function rest(listed: number, total: number): readonly string[] {
  return listed < total ? [`… and ${total - listed} more: --limit shows up to 10000`] : [];
}
