/** How names and other texts of somebody else's stand in what people read. */

/**
 * What a terminal would obey, show in another order, or show as it likes: control characters, marks of direction, and what is
 * no character of Unicode. Names and what clients call themselves come from anybody.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** A text of somebody else's, for a terminal: in one line, with what cannot be seen written out. */
export function shown(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(UNSAFE, escaped);
}

/** A sentence that may quote somebody else's text, as that of an error: with what a terminal would obey written out. */
export function harmless(sentence: string): string {
  return sentence.replaceAll(UNSAFE, escaped);
}

/** As `shown`, with quotes around it. */
export function quoted(text: string): string {
  return `"${shown(text).replaceAll('"', '\\"')}"`;
}

/** JSON whose strings hold nothing that a terminal obeys; with an indent of 0 in one line. */
export function jsonOf(value: unknown, indent = 2): string {
  return safeJson(JSON.stringify(value, null, indent));
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
