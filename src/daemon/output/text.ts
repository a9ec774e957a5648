/** How names, times and sizes stand in what people read. */

/**
 * What a terminal would obey, or show in another order: control characters and marks of direction. Names and what clients
 * call themselves come from anybody.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text of somebody else's, for a terminal: in one line, with what cannot be seen written out. */
export function shown(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(UNSAFE, escaped);
}

/** The same with quotes around it. */
export function quoted(text: string): string {
  return `"${shown(text).replaceAll('"', '\\"')}"`;
}

/** JSON whose strings hold nothing that a terminal obeys. */
export function jsonOf(value: unknown): string {
  return safeJson(JSON.stringify(value, null, 2));
}

/** JSON as it was, with what a terminal obeys escaped. Only strings hold such things, save for the ends of lines. */
export function safeJson(json: string): string {
  return json.replaceAll(UNSAFE, (character) => {
    if (character === '\n') return character;
    return [...Array(character.length).keys()].map((at) => `\\u${hex(character.charCodeAt(at), 4)}`).join('');
  });
}

export function named({ type, name }: { readonly type: string; readonly name: string | null }): string {
  return name === null ? `unnamed ${shown(type)}` : `${shown(type)} ${quoted(name)}`;
}

const KIB = 1_024;
const byteUnits = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

export function bytes(count: number): string {
  if (count < KIB) return `${Math.round(count)} B`;
  const power = Math.min(byteUnits.length, Math.floor(Math.log(count) / Math.log(KIB)));
  const value = count / KIB ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${byteUnits[power - 1]}`;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time that something took, in its two largest units. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

/** A count with its noun. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
