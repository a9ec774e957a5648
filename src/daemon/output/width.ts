/** How many columns of a terminal a text takes: columns of a table must line up. Texts must be fit for a terminal (`shown`). */

const COMBINING = /\p{M}/u;

/** Characters that take two columns: East Asian ones and most pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

/** What fits into so many columns; the last is `…` where something is left out. */
export function cutTo(width: number, text: string): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  let left = width - 1;
  for (const character of text) {
    left -= widthOfOne(character);
    if (left < 0) break;
    cut += character;
  }
  return width > 0 ? `${cut}…` : '';
}

/** Exactly so many columns. */
export function padded(width: number, text: string, side: 'left' | 'right'): string {
  const cut = cutTo(width, text);
  const room = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return side === 'left' ? cut + room : room + cut;
}

function widthOfOne(character: string): number {
  if (character < '\u0300') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
