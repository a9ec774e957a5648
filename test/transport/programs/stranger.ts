/** A ZeroMQ program that is no client of ours: sends 1,000 frames and ends, without a word of farewell. */
import { Dealer } from 'zeromq';

const [address = ''] = process.argv.slice(2);
const dealer = new Dealer({ linger: 10_000, sendTimeout: 0, sendHighWaterMark: 0 });
dealer.connect(address);
for (let i = 0; i < 1_000; i++) await dealer.send(`frame ${i}`);
dealer.close();
