import { jsonOf } from '../output/text.js';

/** What every line has, and where. */
const PLACED = ['level', 'time', 'pid', 'msg'];

const COLOURS: Readonly<Record<string, number>> = { warn: 33, error: 31, fatal: 31, debug: 36, trace: 36 };

/** One line of the log for people: `2026-11-23 12:00:00.000 INFO  session ended  session.number=3 reason="…"`. */
export function prettyLine(json: string, isColoured: boolean): string {
  const line = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const { level, time, msg } = line as { level: string; time: string; msg: string };
  const fields = Object.entries(line).filter(([name]) => !PLACED.includes(name));
  const when = time.replace('T', ' ').replace('Z', '');
  const label = coloured(level.toUpperCase().padEnd(5), isColoured ? COLOURS[level] : undefined);
  return `${when} ${label} ${msg}${fields.flatMap(([name, value]) => shown(name, value)).join('')}\n`;
}

function shown(name: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [` ${name}=${written(value)}`];
  return Object.entries(value).flatMap(([inner, each]) => shown(`${name}.${inner}`, each));
}

/** In quotes where it is not one plain word: a client chooses some of this, and must not write lines or colours of its own. */
function written(value: unknown): string {
  const text = textOf(value);
  if (/^[\w.:/@*+,-]+$/.test(text)) return text;
  return jsonOf(text);
}

function coloured(text: string, colour: number | undefined): string {
  return colour === undefined ? text : `\u001b[${colour}m${text}\u001b[0m`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const isList = Array.isArray(value) && value.every((each) => typeof each !== 'object');
  return isList ? value.join(',') : JSON.stringify(value);
}
