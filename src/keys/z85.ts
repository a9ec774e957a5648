/** Z85 (ZeroMQ RFC 32): 32 bytes as 40 printable characters, none of which a string in JSON or in code has to escape. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const BASE = DIGITS.length;

/** What four bytes become. */
const GROUP_CHARACTERS = 5;
const GROUP_BYTES = 4;

const digitValues: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** The text for bytes, whose number must be a multiple of four. */
export function toZ85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += GROUP_BYTES) text += groupOf(view.getUint32(at));
  return text;
}

function groupOf(value: number): string {
  let group = '';
  for (let rest = value, i = 0; i < GROUP_CHARACTERS; i++, rest = Math.floor(rest / BASE)) {
    group = DIGITS.charAt(rest % BASE) + group;
  }
  return group;
}

/** The bytes of a text; `undefined` where it is no Z85. */
export function fromZ85(text: string): Uint8Array | undefined {
  if (text.length % GROUP_CHARACTERS !== 0) return undefined;
  const bytes = new Uint8Array((text.length / GROUP_CHARACTERS) * GROUP_BYTES);
  const view = new DataView(bytes.buffer);
  for (let group = 0; group * GROUP_CHARACTERS < text.length; group++) {
    const value = valueOfGroup(text.slice(group * GROUP_CHARACTERS, (group + 1) * GROUP_CHARACTERS));
    if (value === undefined) return undefined;
    view.setUint32(group * GROUP_BYTES, value);
  }
  return bytes;
}

/** Five characters can say a little more than four bytes can hold. */
function valueOfGroup(group: string): number | undefined {
  let value = 0;
  for (const character of group) value = value * BASE + (digitValues.get(character) ?? Number.NaN);
  return value < 2 ** 32 ? value : undefined;
}
