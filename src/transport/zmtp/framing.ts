import { commandFrame, type Frame, messageFrame } from './frames.js';

/** What becomes of messages and commands on their way through a socket, once hands are shaken: nothing, or boxes. */
export interface Framing {
  /** How much longer a message is on its way. */
  readonly overheadBytes: number;
  /** The pieces to write for a message of one part, whose body has these pieces. */
  message(...body: readonly Uint8Array[]): Uint8Array[];
  /** The same for a command. */
  command(body: Uint8Array): Uint8Array[];
  /** What a frame that came says; `undefined` for a part of a message, which is none of ours. Throws `ZmtpFault`. */
  open(frame: Frame): Frame | undefined;
}

/** They travel as they are; the reader of frames has left out the parts of messages. */
export const plain: Framing = {
  overheadBytes: 0,
  message: messageFrame,
  command: (body) => [commandFrame(body)],
  open: (frame) => frame,
};
