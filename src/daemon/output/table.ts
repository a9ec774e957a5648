/** What takes two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** What stands on what is before it. */
const MARK = /\p{M}/u;

export interface Column<Row> {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
  /** In characters; what is longer is cut. */
  readonly widest?: number;
  text(row: Row): string;
}

/** The lines of a table: a heading, and a line for each row. Texts must be fit for a terminal. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ text, widest = 48 }) => cut(text(row), widest))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index] as string))));
  return cells.map((row) =>
    row
      .map((cell, index) => padded(cell, widths[index] as number, columns[index]?.isNumber ?? false))
      .join('  ')
      .trimEnd(),
  );
}

function padded(cell: string, to: number, isNumber: boolean): string {
  const room = ' '.repeat(to - width(cell));
  return isNumber ? room + cell : cell + room;
}

function cut(text: string, widest: number): string {
  if (width(text) <= widest) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept + character) >= widest) break;
    kept += character;
  }
  return `${kept}…`;
}

function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}
