import { aValue, key, list, listOf, nothing, plainly } from '../kinds.js';
import { operation, reading } from '../operation.js';

const member = [['member', key]] as const;
/** Each other set by its members. */
const others = [['others', list(list(key))]] as const;
const other = [['other', list(key)]] as const;

/** What a set does, by the names on the wire. PROTOCOL.md, "Set". */
export const setOperations = {
  add: operation(member, plainly<boolean>()),
  has: operation(member, plainly<boolean>(), reading),
  delete: operation(member, plainly<boolean>()),
  remove: operation(member, nothing),
  pop: operation([], aValue),
  size: operation([], plainly<number>(), reading),
  clear: operation([], nothing),
  values: operation([], listOf(aValue), reading),
  update: operation(others, nothing),
  intersectionUpdate: operation(others, nothing),
  differenceUpdate: operation(others, nothing),
  symmetricDifferenceUpdate: operation(others, nothing),
  union: operation(others, listOf(aValue), reading),
  intersection: operation(others, listOf(aValue), reading),
  difference: operation(others, listOf(aValue), reading),
  symmetricDifference: operation(others, listOf(aValue), reading),
  isSubsetOf: operation(other, plainly<boolean>(), reading),
  isSupersetOf: operation(other, plainly<boolean>(), reading),
  isDisjointFrom: operation(other, plainly<boolean>(), reading),
};
