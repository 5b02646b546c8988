// Measures that a step takes no longer than in an older checkout, and writes that part of docs/performance.md.
//
//   npm run study step-ratio -- --old CHECKOUT [--rounds 5] [--steps 8] [--size 512] NAME=FILE:LAYER:UNIT:REGULARIZED_LAYER…
//
// measures the machine
//
// CHECKOUT is a folder of this project at another commit, built (npm ci && npm run build). Networks are ONNX files whose
// input is 224, such as studies/accuracy/oracle.py exports, for instance
//   googlenet=googlenet.onnx:fc:3:inception3a resnet50=resnet50.onnx:fc:3:layer1
//   squeezenet1_1=squeezenet1_1.onnx:classifier:3:features.3
// The network that ships is always measured. Both checkouts run by turns, each in a process of its own; times say
// something only where nothing else runs. That both build the same graph is the study step-graph's.
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FaccentError } from 'faccent';
import { table } from '../common/markdown.js';
import { median } from '../common/numbers.js';
import { type Network, networksFrom } from './networks.js';
import { writePart } from './page.js';
import { byTurns, stepCost } from './rounds.js';

/** What the median of all ratios is to be at most. */
const LIMIT = 1.02;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    old: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '8' },
    size: { type: 'string', default: '512' },
  },
});

/** The command line of a checkout: it was a package of its own once. */
function commandOf(checkout: string): string {
  const found = ['packages/faccent/bin/faccent.js', 'packages/cli/bin/faccent.js']
    .map((file) => path.resolve(checkout, file))
    .find((file) => existsSync(file));
  if (found) return found;
  throw new FaccentError(`there is no checkout of faccent in "${checkout}"`);
}

if (given.old === undefined)
  throw new FaccentError('--old names the checkout that this one is compared with');
const old = commandOf(given.old);
const rounds = Number(given.rounds);
// the median is one of the rounds
if (!(rounds % 2 === 1)) throw new FaccentError(`--rounds is an odd number, not "${given.rounds}"`);

function compared({ name, flags }: Network): {
  name: string;
  times: [old: number, now: number];
  ratios: number[];
} {
  const all = [...flags, '--steps', given.steps, '--size', given.size];
  const [before, now] = byTurns(rounds, [() => stepCost(all, old), () => stepCost(all)]).map((costs) =>
    costs.map(({ secondsPerStep }) => secondsPerStep),
  ) as [number[], number[]];
  const ratios = now.map((seconds, i) => seconds / before[i]!);
  console.error(name, 'old', before, 'new', now);
  return { name, times: [median(before), median(now)], ratios };
}

const results = networksFrom(positionals).map(compared);
const sorted = results.flatMap(({ ratios }) => ratios).sort((a, b) => a - b);
// there may be an even number of them
const overall = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
const rows = results.map(({ name, times, ratios }) => [
  name,
  ...times.map((seconds) => seconds.toFixed(3)),
  median(ratios).toFixed(3),
  `${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`,
]);
const text = `## Against the version before

A step of canvas ${given.size} with 16 views, in seconds, beside the same step of the version before, on ${cpus()[0]!.model.trim()},
${availableParallelism()} cores. Both ran by turns, ${rounds} times each, ${given.steps} steps a run; medians, and the range of the ratios
(\`npm run study step-ratio\`). That both build the same graph, byte by byte, is checked by \`npm run study step-graph\`.

${table(['network', 'before', 'now', 'ratio', 'ratios'], rows)}

The median of all ratios is **${overall.toFixed(3)}** (at most ${LIMIT}).`;
console.log(text);
await writePart('step-ratio', text);
process.exitCode = overall <= LIMIT ? 0 : 1;
