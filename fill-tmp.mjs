import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Manager } from 'holdall';
const MIB=2**20;
const kinds={
 async dictTiny(m){const d=m.dict('d');for(let n=0;;n+=5000)await d.update(Array.from({length:5000},(_,i)=>[n+i,i]));},
 async dictTtl(m){const d=m.dict('d');for(let n=0;;n+=5000)await d.update(Array.from({length:5000},(_,i)=>[n+i,i]),{ttl:1e8});},
 async dict100(m){const d=m.dict('d');const v='x'.repeat(100);for(let n=0;;n+=5000)await d.update(Array.from({length:5000},(_,i)=>['k'+(n+i),v]));},
 async set(m){const d=m.set('s');for(let n=0;;n+=5000)await d.update(Array.from({length:5000},(_,i)=>n+i));},
 async ns(m){const d=m.namespace('s');for(let n=0;;n+=5000)await d.update(Object.fromEntries(Array.from({length:5000},(_,i)=>['a'+(n+i),i])));},
 async list(m){const d=m.list('l');for(;;)await d.extend(Array.from({length:5000},(_,i)=>i));},
 async queueTiny(m){const d=m.queue('q');for(;;)await d.putMany(Array.from({length:5000},(_,i)=>i));},
 async lifo(m){const d=m.queue('q',{order:'lifo'});for(;;)await d.putMany(Array.from({length:5000},(_,i)=>i));},
 async queuePrio(m){const d=m.queue('q',{order:'priority'});for(let p=0;;p++)await Promise.all(Array.from({length:1000},(_,i)=>d.put(i,{priority:p*1000+i})));},
 async queueFifoPrio(m){const d=m.queue('q');for(let p=0;;p++)await Promise.all(Array.from({length:1000},(_,i)=>d.put(i,{priority:1})));},
 async queueDelay(m){const d=m.queue('q');for(let p=0;;p++)await d.putMany(Array.from({length:5000},(_,i)=>i),{delay:1e8});},
 async queueTtl(m){const d=m.queue('q');for(let p=0;;p++)await d.putMany(Array.from({length:5000},(_,i)=>i),{ttl:1e8});},
 async queueIds(m){const d=m.queue('q');for(let p=0;;p++)await Promise.all(Array.from({length:1000},(_,i)=>d.put(i,{id:'id'+p+'-'+i})));},
 async queue2k(m){const d=m.queue('q');const v=new Uint8Array(2000);for(;;)await d.putMany(Array.from({length:500},()=>v));},
 async big(m){const d=m.queue('q');const v=new Uint8Array(MIB);for(;;)await d.put(v);},
 async unnamed(m){const k=[];for(;;){const b=Array.from({length:1000},()=>m.counter());k.push(b);await Promise.all(b.map(c=>c.get()));}},
 async named(m){let n=0;for(;;){const b=Array.from({length:1000},()=>m.counter('n'+n++));await Promise.all(b.map(c=>c.get()));}},
 async dicts(m){let n=0;for(;;){const b=Array.from({length:1000},()=>m.dict('n'+n++));await Promise.all(b.map(c=>c.set(1,1)));}},
 async queues(m){let n=0;for(;;){const b=Array.from({length:1000},()=>m.queue('n'+n++));await Promise.all(b.map(c=>c.put(1)));}},
 async waiting(m,e){const q=m.queue('q');for(;;){let fail;const ps=Array.from({length:1000},()=>{const p=q.get();p.catch(x=>fail??=x);return p;});await m.ping?.();await new Promise(r=>setTimeout(r,1));if(fail)throw fail;}},
 async topic(m){const t=m.topic('t');const subs=Array.from({length:20},()=>t.subscribe({buffer:1e6}));await Promise.all(subs.map(s=>s.size()));for(;;)await t.publishMany(Array.from({length:1000},(_,i)=>'message '+i));},
 async refs(m){const c=m.counter('c');const l=m.list('l');for(;;)await l.extend(Array.from({length:1000},()=>c));},
 async bools(m){let n=0;for(;;){const b=Array.from({length:300},()=>m.value('n'+n++,{initial:'x'.repeat(5000)}));await Promise.all(b.map(c=>c.get()));}},
};
const only=process.argv.slice(2);
for(const [kind,fill] of Object.entries(kinds)){
 if(only.length&&!only.includes(kind))continue;
 const address=`ipc:///tmp/i7/limits-${process.pid}-${kind}`;
 const memory=Number(process.env.MEM??64)*MIB;
 const child=fork('test/faults/programs/roomy.mjs',[address,'the authkey of the tests',String(memory)],{execArgv:['--expose-gc','--max-old-space-size='+(process.env.HEAP??256)],stdio:['ignore','pipe','inherit','ipc']});
 await once(child.stdout,'data');
 const stats=async()=>{child.send(1);const [s]=await once(child,'message');return s;};
 const before=await stats();
 const m=await Manager.connect(address,{authkey:'the authkey of the tests'});
 let err;try{await fill(m);}catch(e){err=e;}
 if(child.exitCode!==null||child.signalCode){console.log(kind,'DIED',child.exitCode,child.signalCode,err?.message);continue;}
 const s=await stats();
 const grown=(s.heapUsed+s.external-before.heapUsed-before.external);
 console.log(kind.padEnd(14),err.code,'actual/counted',(grown/memory).toFixed(2),'rss',((s.rss-before.rss)/MIB|0));
 child.kill('SIGKILL'); await once(child,'exit');
 await m.close().catch(()=>{});
}
process.exit(0);
