/** Numbers for people. */

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `0 B`, `999 B`, `1.2 kB`, `34 MB`: thousands, as in SI. */
export function bytes(count: number): string {
  let size = count;
  let unit = 0;
  while (size >= 999.5 && unit < SIZES.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)} ${SIZES[unit]}`;
}

/** `1,234,567`; up to 9.95 with one digit more, as a rate needs it. */
export function rate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 9.95) return perSecond.toFixed(1);
  return whole(perSecond);
}

export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `+12`, `-3`, or nothing for no change. */
export function change(by: number): string {
  if (by === 0) return '';
  return by > 0 ? `+${whole(by)}` : whole(by);
}

/** `0.4 ms`, `12 ms`, `1.2 s`, `3 m 05 s`, `2 h 10 m`, `4 d 3 h`. */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds) / 60;
  if (minutes < 60) return inTwo(minutes, 60, 'm', 's');
  if (minutes < 24 * 60) return inTwo(minutes / 60, 60, 'h', 'm');
  return inTwo(minutes / 60 / 24, 24, 'd', 'h');
}

function inTwo(count: number, smallerInOne: number, unit: string, smaller: string): string {
  const rest = Math.floor((count % 1) * smallerInOne + 1e-9);
  return `${Math.floor(count + 1e-9)} ${unit} ${String(rest).padStart(2, '0')} ${smaller}`;
}
