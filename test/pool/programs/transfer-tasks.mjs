/** Tasks that are given something, or give something away. */
import { task, transfer } from 'holdall';

let made;

export const ends = task(import.meta.url, async function ends(bytes) {
  return { length: bytes.length, first: bytes[0], last: bytes.at(-1) };
});
export const makeImage = task(import.meta.url, async function makeImage(length) {
  made = new Uint8Array(length).fill(1);
  return transfer(made, [made.buffer]);
});
export const lengthOfMade = task(import.meta.url, async function lengthOfMade() {
  return made.length;
});
export const setCell = task(import.meta.url, async function setCell(cells, i, value) {
  cells[i] = value;
  return cells;
});
export const answerAt = task(import.meta.url, async function answerAt({ port }, message) {
  port.postMessage(message);
  port.close();
});
