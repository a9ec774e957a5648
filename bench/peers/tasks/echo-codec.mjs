import { Packr } from 'msgpackr';

const packr = new Packr({
  useRecords: false,
  structuredClone: false,
  variableMapSize: true,
  int64AsType: 'auto',
});

/** The fastest codec for everybody: plain MessagePack, as holdall writes it. A copy, because what was packed last stands in memory that the next needs. */
export const encode = (item) => Buffer.from(packr.pack(item));
export const decode = (bytes) => packr.unpack(bytes);

/** What such calls are answered with: a value for `get`, a token for `acquire`. */
export function answer([number, , [[, , operation]]], value) {
  const result = operation === 'get' ? value : operation === 'acquire' ? number : null;
  return [number, number, [[1, number, result]]];
}
