/**
 * Every limit that the protocol fixes: a name with its unit, a value, and the reason for it. `broker-limits.ts` has those
 * that a broker chooses. PROTOCOL.md, "Limits", is both tables in prose; `test/protocol/limits.test.ts` reaches each one.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

export const limits = {
  /** Until a peer has proved who it is, a frame longer than this ends the conversation before it is decoded. */
  handshakeFrameBytes: 1 * KIB,

  /** A frame longer than this, until then, is not even read: many strangers would otherwise take the broker's memory. */
  strangerFrameBytes: 64 * KIB,

  /** What a client says it is, in UTF-8 bytes: it goes to logs. */
  clientNameBytes: 200,

  /** The longest frame either side accepts. Checked before sending: a receiver that refuses one can only hang up. */
  frameBytes: 64 * MIB,

  /** The longest call or answer: a frame, less room for what stands around one message in it. */
  messageBytes: 64 * MIB - 64 * KIB,

  /** The longest encoded value; leaves room in one frame for the message around it. */
  valueBytes: 63 * MIB,

  /** Messages are packed into one frame up to this size, so that one large batch does not delay everybody behind it. */
  packetBytes: 1 * MIB,

  /** Entries of a dict or values of a list in one page, which is no larger than a packet either, for the same reason. */
  pageItems: 10_000,

  /**
   * Arrays, maps and binaries in a frame that a broker takes: without it, a frame of empty arrays could take gigabytes.
   * `messageBytes` counts 16 bytes for each, so what a client packs by size stays below it. So no call adds more values than
   * this to an object, and a list's `multiply`, which needs no frame for them, keeps to it too.
   */
  frameObjects: 4 * MIB,

  /**
   * Elements of all arrays, names and values of all maps in such a frame: 64 million nils in one array would take more than a
   * gigabyte while they are read. `messageBytes` counts five bytes or more for each, so what a client packs by size stays below.
   */
  frameElements: 16 * MIB,

  /**
   * Names of fields in all maps of such a frame. Only options have any, a few for each object: but a name that was never seen
   * before takes microseconds, and four million of them took a broker 13 seconds. What a client packs into `packetBytes` has
   * 40,000 at the most.
   */
  frameNames: 65_536,

  /** How deeply arrays and maps may nest in a message, its own array being the first. Real messages need five levels. */
  messageDepth: 16,

  /** How deeply a user's value may nest; deeper input would exhaust the stack of its receiver. */
  valueDepth: 500,

  /** Names of objects, types and operations, in UTF-8 bytes: long enough for any path-like name, short enough to log. */
  nameBytes: 512,

  /** Elements of an `array`: to send, to take or to search all of them as one must not hold the broker up for long. */
  arrayElements: 1 * MIB,

  /** Values times subscriptions of one `publishMany`: all of them get all values as one, and everybody waits meanwhile. */
  publishedMessages: 1 * MIB,

  /** A receiver acknowledges within this time even when it has nothing else to say. */
  acknowledgeMs: 20,

  /** How long a client tries to get its TCP connection back. A local socket has no grace: gone means dead. */
  graceMs: 10_000,

  /**
   * The broker keeps the session so much longer than its grace, also where that is 0: a living client has noticed the loss of
   * its TCP connection by then, and has given up what it held. Heartbeats take up to 6 seconds; the seventh is a margin for
   * slow machines.
   */
  noticeMs: 7_000,
} as const;
