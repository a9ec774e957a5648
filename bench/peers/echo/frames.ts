/** Frames on a stream: four bytes that say how long, and so many. */
import type { Socket } from 'node:net';

const HEAD_BYTES = 4;

export function writeFrame(socket: Socket, body: Uint8Array): void {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  frame.writeUInt32BE(body.length);
  frame.set(body, HEAD_BYTES);
  socket.write(frame);
}

export function readFrames(socket: Socket, take: (body: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEAD_BYTES) {
      const end = HEAD_BYTES + rest.readUInt32BE();
      if (rest.length < end) return;
      take(rest.subarray(HEAD_BYTES, end));
      rest = rest.subarray(end);
    }
  });
}
