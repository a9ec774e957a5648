import { limits } from '../../protocol/limits.js';

/** How long a session outlives its connection: for its client, and in truth. */
export interface Grace {
  /** What the client is told: how long it tries to resume the session, from when it notices the loss. */
  readonly toldMs: number;
  /** How long the broker keeps the session, from when it notices the loss: a living client has given up by then. */
  readonly keptMs: number;
}

/** Where a connection ends only with one of its processes: there is nothing to resume, and nobody to wait for. */
export const lastingLink: Grace = { toldMs: 0, keptMs: 0 };

/** Where a connection can break while both sides live. */
export function breakableLink(graceMs: number): Grace {
  return { toldMs: graceMs, keptMs: graceMs + limits.noticeMs };
}
