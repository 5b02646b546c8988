// A worker of a plan whose jobs compute nothing: what is left is what taking jobs, writing results and letting go cost.
//   node trivial-worker.mjs PLAN NAME
import { startHeartbeat } from '../../packages/faccent/dist/cli/atlas/heartbeat.js';
import { workOn } from '../../packages/faccent/dist/cli/atlas/worker.js';

const [plan, worker] = process.argv.slice(2);
const heartbeat = startHeartbeat(60);
const from = performance.now();
const { done } = await workOn(plan, {
  ...{ worker, lease: 60, heartbeat },
  carryOut: ({ id }) => Promise.resolve({ files: Promise.resolve(new Map([['recipe.json', `of ${id}\n`]])) }),
});
await heartbeat.stop();
console.log(JSON.stringify({ done, seconds: (performance.now() - from) / 1000 }));
