/** What both ends of a link keep to, whoever speaks ZeroMQ there: libzmq or our own client. */

/**
 * Of a TCP link, each end asks the other for a sign of life this often. libzmq's I/O threads answer whatever the event
 * loop does, so a busy program is never taken for a dead one; our own client answers when its event loop turns.
 */
export const HEARTBEAT_INTERVAL_MS = 1_000;

/**
 * No sign of life for this long after it was asked for, and the link is down. Long enough for a lost packet or two to be
 * sent again by TCP. With the interval it is the longest that a loss goes unnoticed, which `limits.noticeMs` counts on.
 */
export const HEARTBEAT_TIMEOUT_MS = 5_000;

/**
 * What an empty frame says, in both directions: whoever it comes from has hung up. libzmq itself sends one in the name
 * of a peer that is gone (ROUTER_NOTIFY), so it can mean nothing else.
 */
export const HANG_UP = new Uint8Array(0);

/**
 * How much longer a frame is as CURVE sends it: eight bytes each of name and number, 16 of proof, one that says what it is.
 * libzmq measures frames by what travels.
 */
export const CURVE_OVERHEAD_BYTES = 33;

/** How long frames that were sent before `close` may still take to leave, and so how long an exit may be held up. */
export const CLOSE_LINGER_MS = 2_000;

/** What a client says of a link that ended without a word. */
export const LOST = 'the connection to the other side was lost';

/** What a client says of a link whose other side sent `HANG_UP`. */
export const CLOSED_THERE = 'the other side closed the link';

/**
 * Of a local socket the kernel reports every end, so heartbeats could only err there: they would take a program that
 * was stopped for a while (SIGSTOP, a debugger) for a dead one.
 */
export function wantsHeartbeats(endpoint: string): boolean {
  return endpoint.startsWith('tcp:');
}

/** IPv6 only where it is meant, or `localhost` might resolve to `::1` on one side and to 127.0.0.1 on the other. */
export function isIpv6(endpoint: string): boolean {
  return endpoint.startsWith('tcp://[');
}
