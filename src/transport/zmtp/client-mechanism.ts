import { greetingFor, type Mechanism } from '../greeting.js';
import { checkReady, readCommand, readyAs } from './commands.js';
import { commandFrame } from './frames.js';
import { type Framing, plain } from './framing.js';

/** A client's part in the handshake of one security mechanism. */
export interface ClientMechanism {
  readonly name: Mechanism;
  /** The key that the other side knows us by, in Z85. Where there is one, an ERROR says that it does not. */
  readonly publicKey?: string;
  /** Begins a handshake. */
  begin(): ClientHandshake;
}

export interface ClientHandshake {
  /** What to say before the other side has said anything. */
  readonly opening: readonly Uint8Array[];
  /** What to say to its next command, or, after the last one, how frames travel from now on. Throws `ZmtpFault`. */
  hear(command: Buffer): { readonly answer: Uint8Array } | { readonly framing: Framing };
}

/** The NULL mechanism has nothing to negotiate, so neither side need wait for the other: that saves a round trip. */
export const unencrypted: ClientMechanism = {
  name: 'NULL',
  begin: () => ({
    opening: [greetingFor('NULL'), commandFrame(readyAs('DEALER'))],
    hear: (command) => {
      checkReady(readCommand(command), 'DEALER');
      return { framing: plain };
    },
  }),
};
