import type { Socket } from 'node:net';

export function writeFrame(socket: Socket, body: Uint8Array): void;
export function readFrames(socket: Socket, take: (body: Buffer) => void): void;
