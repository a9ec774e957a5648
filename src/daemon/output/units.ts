/** Numbers, sizes and times for people. */

const KIB = 1_024;
const byteUnits = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `0 B`, `1023 B`, `1.2 KiB`, `34 MiB`. */
export function bytes(count: number): string {
  if (count < KIB) return `${Math.round(count)} B`;
  const power = Math.min(byteUnits.length, Math.floor(Math.log(count) / Math.log(KIB)));
  const value = count / KIB ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${byteUnits[power - 1]}`;
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

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time that something took, in its two largest units: `0.4 ms`, `12 ms`, `1.2 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function duration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}
