/** How far some work has come, as a line of text. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  /** How many there will be; `undefined` while nobody knows. */
  readonly total: number | undefined;
  readonly elapsedMs: number;
  readonly isOver: boolean;
}

const WIDEST_BAR = 30;
const NARROWEST_BAR = 5;
const SECONDS = 1_000;

/**
 * `resize  42% ████████░░░░ 420/1000  12.3/s  eta 00:47`, or `resize  420  12.3/s` where no total is known. At most
 * `columns` wide: the bar gives way first, then the end of the line.
 */
export function progressLine(state: ProgressState, columns: number): string {
  const { label, done, total } = state;
  const tail = tailOf(state);
  if (total === undefined) return fitted([label, String(done), ...tail], columns);
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const count = `${done}/${total}`;
  const room = columns - widthOf([label, percent, '', count, ...tail].filter(isShown).join('  ')) - 1;
  return fitted([label, `${percent} ${barOf(share, Math.min(room, WIDEST_BAR))}`.trimEnd(), count, ...tail], columns);
}

function tailOf({ done, total, elapsedMs, isOver }: ProgressState): string[] {
  const rate = elapsedMs > 0 ? (done * SECONDS) / elapsedMs : 0;
  const speed = `${rate < 100 ? rate.toFixed(1) : Math.round(rate)}/s`;
  if (isOver) return [speed, `in ${clock(elapsedMs)}`];
  if (total === undefined || rate === 0) return [speed];
  return [speed, `eta ${clock((Math.max(total - done, 0) / rate) * SECONDS)}`];
}

function barOf(share: number, width: number): string {
  if (width < NARROWEST_BAR) return '';
  const full = Math.floor(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function clock(ms: number): string {
  const seconds = Math.round(ms / SECONDS);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const parts = hours > 0 ? [hours, minutes, seconds % 60] : [minutes, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function fitted(parts: readonly string[], columns: number): string {
  let line = '';
  let left = columns;
  for (const character of parts.filter(isShown).join('  ')) {
    left -= widthOf(character);
    if (left < 0) break;
    line += character;
  }
  return line;
}

/** How many columns a text takes, near enough: East Asian characters and pictures take two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}/u;

function isShown(part: string): boolean {
  return part !== '';
}
