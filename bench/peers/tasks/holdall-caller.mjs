/** A client that makes one call at a time: `holdall-caller.mjs ADDRESS`. */
import { Manager } from 'holdall';
import { serve } from './told.mjs';

const [, , address] = process.argv;
const manager = await Manager.connect(address);
const dict = manager.dict('shared');

serve(async (operations) => {
  for (let n = 0; n < operations; n += 1) await dict.get('key');
});
