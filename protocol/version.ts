/** The protocol's name, the first thing a client says. PROTOCOL.md, "Handshake". */
export const PROTOCOL_NAME = 'holdall';

/** The versions this build speaks, lowest and highest. Both sides choose the highest they share. */
export const SUPPORTED_VERSIONS: readonly [lowest: number, highest: number] = [1, 1];
