/** A client that makes one call at a time: `socket-caller.ts PATH`. */
import { serve } from '../../tasks/told.mjs';
import { connectEcho } from '../socket.js';

const [, , path] = process.argv;
const { get } = await connectEcho(path as string);

serve(async (operations) => {
  for (let n = 0; n < operations; n += 1) await get();
});
