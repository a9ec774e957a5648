import { aValue, name, option, optional, plainly, positive, value } from '../kinds.js';
import { operation } from '../operation.js';
import type {
  Census,
  ClientList,
  ClientStatus,
  DebugInfo,
  Dropped,
  ObjectDetails,
  ObjectList,
  ObjectStatus,
  Status,
  Who,
} from './info.js';
import type { Statistics } from './statistics.js';
import { measure, type Top } from './top.js';

const limit = ['limit', option(optional(positive))] as const;

/** What the broker itself does, under handle 0. PROTOCOL.md, "The broker object". */
export const brokerOperations = {
  ping: operation([['value', optional(value)]], aValue),
  numberOfObjects: operation([], plainly<number>()),
  census: operation([], plainly<Census>()),
  debugInfo: operation([limit], plainly<DebugInfo>()),
  who: operation([['object', value], limit], plainly<Who>()),
  status: operation([], plainly<Status>()),
  objects: operation(
    [['pattern', option(optional(name))], ['type', option(optional(name))], limit],
    plainly<ObjectList>(),
  ),
  show: operation([['name', name], limit], plainly<ObjectDetails>()),
  drop: operation([['name', name]], plainly<Dropped>()),
  rename: operation(
    [
      ['name', name],
      ['newName', name],
    ],
    plainly<ObjectStatus>(),
  ),
  clients: operation([limit], plainly<ClientList>()),
  kick: operation(
    [
      ['number', positive],
      ['reason', option(optional(name))],
    ],
    plainly<ClientStatus>(),
  ),
  statistics: operation([], plainly<Statistics>()),
  top: operation(
    [
      ['sort', option(optional(measure))],
      ['limit', option(optional(positive))],
    ],
    plainly<Top>(),
  ),
};
