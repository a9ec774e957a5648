import { cutTo, padded, widthOf } from './width.js';

export interface Column<Row> {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
  /** In columns of the terminal; what is longer is cut. */
  readonly widest?: number;
  text(row: Row): string;
}

/** The lines of a table: a heading, and a line for each row. Texts must be fit for a terminal. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ text, widest = 48 }) => cutTo(widest, text(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => widthOf(row[index] as string))));
  return cells.map((row) =>
    row
      .map((cell, index) => padded(widths[index] as number, cell, columns[index]?.isNumber ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
}
