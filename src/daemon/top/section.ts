import { padded } from '../output/width.js';

export interface Column {
  readonly title: string;
  /** How many columns of the terminal it takes; the one without takes what is left. */
  readonly width?: number;
  readonly side: 'left' | 'right';
}

/** A table on the screen: as many of its rows as there is room for. */
export interface Section {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** What stands there when there are no rows. */
  readonly whenEmpty: string;
}

/** Its lines, its titles first, each at most so wide. */
export function linesOf({ columns, rows, whenEmpty }: Section, width: number, most: number): string[] {
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0) + 1, -1);
  const rest = Math.max(8, width - fixed);
  const line = (cells: readonly string[]) =>
    columns.map((column, place) => padded(column.width ?? rest, cells[place] ?? '', column.side)).join(' ');
  const shown = rows.slice(0, most).map(line);
  return [line(columns.map(({ title }) => title)), ...(shown.length > 0 || most === 0 ? shown : [whenEmpty])];
}

/**
 * How many rows each section gets of those there is room for: all it has, if all fit, else a fair share; what one leaves
 * another gets. A section without rows needs one to say so.
 */
export function shares(sections: readonly Section[], room: number): number[] {
  const wanted = sections.map(({ rows }) => Math.max(1, rows.length));
  const given = wanted.map(() => 0);
  for (let left = room; left > 0; ) {
    const hungry = wanted.flatMap((want, place) => ((given[place] as number) < want ? [place] : []));
    if (hungry.length === 0) break;
    for (const place of hungry.slice(0, left)) given[place] = (given[place] as number) + 1;
    left -= Math.min(hungry.length, left);
  }
  return given;
}
