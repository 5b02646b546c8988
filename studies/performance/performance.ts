// Measures faccent against PyTorch on this machine and writes docs/performance.md.
//
//   npm run study performance -- [FOLDER]
//
// With PyTorch (Debian: python3-torch python3-torchvision python3-onnx) it exports the networks into FOLDER, a temporary
// one by default, with studies/accuracy/oracle.py, and times studies/performance/peer.py; without it, the network that
// ships alone is measured. What the study step-ratio wrote into the page stays.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { runtimeVersion } from 'faccent';
import { lastLine, python, pythonHas } from '../common/command.js';
import { table } from '../common/markdown.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { peakFlops } from './peak.js';
import { type Cost, byTurns, flagsOf, medians, stepCost } from './rounds.js';
import { PAGE, RATIO, marked } from './page.js';

const folder = path.resolve(process.argv[2] ?? mkdtempSync(path.join(tmpdir(), 'faccent-performance-')));
/** How often each is measured; an odd number. Another process's work is less often in the median. */
const ROUNDS = 3;

/** A row of the table against PyTorch. */
interface Row {
  readonly model: string;
  readonly feature: string;
  /** PyTorch's name of the feature, where it is another. */
  readonly peer?: string;
  readonly regularize?: string;
  /** Of a step's time as a share of PyTorch's. */
  readonly limit?: number;
  /** Of a step's time as a multiple of the runtime's forward pass. */
  readonly forwardLimit?: number;
}

const WORK: readonly Row[] = [
  { model: 'googlenet', feature: 'fc:3', regularize: 'inception3a', limit: 0.28 },
  { model: 'googlenet', feature: 'inception4c:10', regularize: 'inception3a', limit: 0.25 },
  { model: 'googlenet', feature: 'fc:3', limit: 0.75, forwardLimit: 3.2 },
  { model: 'resnet50', feature: 'fc:3', regularize: 'layer1', limit: 0.25 },
  { model: 'resnet50', feature: 'fc:3', forwardLimit: 2.5 },
  {
    model: 'squeezenet1_1',
    feature: 'classifier:3',
    peer: 'classifier.1:3',
    regularize: 'features.3',
    limit: 0.3,
  },
];

const fileOf = (model: string): string => path.join(folder, `${model}.onnx`);
const seconds = (x: number): string => x.toFixed(3);
const ratio = (x: number): string => x.toFixed(2);
const bounded = (x: number, limit?: number): string =>
  limit ? `**${ratio(x)}** (at most ${limit})` : ratio(x);

const pages: string[] = [];
const say = (text: string): void => {
  console.log(text);
  pages.push(text);
};

const { gigaflops } = await peakFlops(2);
say(`# Performance

\`npm run study performance\` made this page on ${cpus()[0]!.model.trim()}, ${availableParallelism()} cores,
${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}, ONNX Runtime ${runtimeVersion}, two threads. Times differ by ten to
twenty percent from run to run; each number is the median of ${ROUNDS} runs, those of a row taken in turn. A large convolution runs at
${gigaflops.toFixed(0)} GFLOP/s here, which is taken for the machine's peak.

Beside other JavaScript libraries: [tfjs and jax-js](javascript-peers.md).
`);

function besidePyTorch(work: Row): string[] {
  const { model, feature, peer = feature, regularize } = work;
  const [ours, theirs] = byTurns(ROUNDS, [
    () => stepCost(flagsOf({ ...work, file: fileOf(model) })),
    () =>
      lastLine<Pick<Cost, 'secondsPerStep' | 'peakMemoryMiB'>>(
        python('performance/peer.py', [model, peer, ...(regularize ? [regularize] : [])]),
      ),
  ] as const);
  const [us, them] = [medians(ours), medians(theirs)];
  console.error(work, us, them);
  return [
    `${model}, ${feature}, ${regularize ? `held at ${regularize}` : 'not held'}`,
    seconds(us.secondsPerStep),
    seconds(them.secondsPerStep),
    bounded(us.secondsPerStep / them.secondsPerStep, work.limit),
    `${us.peakMemoryMiB}`,
    `${them.peakMemoryMiB}`,
    bounded(us.peakMemoryMiB / them.peakMemoryMiB, 0.5),
    bounded(us.secondsPerStep / us.forwardSeconds, work.forwardLimit),
    `${(100 * us.shareOutside).toFixed(2)} %`,
    ratio(us.operationsPerStep / us.secondsPerStep / 1e9 / gigaflops),
  ];
}

if (pythonHas('torch', 'torchvision', 'onnx')) {
  const missing = [...new Set(WORK.map(({ model }) => model))].filter((model) => !existsSync(fileOf(model)));
  if (missing.length) python('accuracy/oracle.py', [folder, ...missing]);
  const heads = [
    'work',
    'ours',
    "PyTorch's",
    'ratio',
    'memory',
    "PyTorch's",
    'ratio',
    '÷ forward',
    'outside',
  ];
  const rows = WORK.map(besidePyTorch);
  say(`## Against PyTorch

A step of canvas 512 with 16 views at 224, in seconds, beside the same step in eager PyTorch (studies/performance/peer.py); peak memory
of the whole process in MiB. "÷ forward": our whole step over ONNX Runtime's forward pass alone on 16 views (a regularized step takes the photograph
through the network too, and has two backward passes). "outside":
the share of a step that is not spent in \`session.run\`. "of peak": the arithmetic of convolutions and matrix products,
over the step's time, as a share of the machine's peak.

${table([...heads, 'of peak'], rows)}
`);
}

const shipped = (...flags: string[]): Cost =>
  medians(byTurns(ROUNDS, [() => stepCost(['--class', 'leopard', ...flags])])[0]);

/** A step's cost as an option grows. */
const growth = (what: string, flag: string, values: readonly number[]): string =>
  table(
    [what, 'step', 'MiB'],
    values.map((n) => {
      const cost = shipped(flag, `${n}`);
      return [`${n}`, seconds(cost.secondsPerStep), `${cost.peakMemoryMiB}`];
    }),
  );

/** A step's cost for a channel of each layer; one that the network has not is left out. */
const byLayer = (): string[][] =>
  ['block2b', 'block4a', 'block5b', 'block6c', 'logits'].flatMap((layer) => {
    try {
      const cost = stepCost(['--feature', `${layer}:3`, '--regularize', 'none']);
      return [[layer, seconds(cost.secondsPerStep), `${cost.peakMemoryMiB}`]];
    } catch {
      return [];
    }
  });

const base = shipped();
say(`## The embedded model

A regularized step takes **${seconds(base.secondsPerStep)} s** (${ratio(base.secondsPerStep / base.forwardSeconds)} × its forward pass), at ${base.peakMemoryMiB} MiB. From the
start of the process to the end of the first step: **${base.secondsFromProcessStart.toFixed(2)} s**.

How a step's cost grows, in seconds:

${growth('canvas', '--size', [128, 256, 512, 1024])}

${growth('views', '--views', [4, 8, 16, 32])}

${growth('views in memory together', '--views-at-once', [1, 2, 4, 8, 16])}

${table(['layer (channel 3, not held)', 'step', 'MiB'], byLayer())}

${growth(
  'threads',
  '--threads',
  Array.from({ length: availableParallelism() }, (_, i) => i + 1),
)}
`);
const before = readFileSync(path.join(root, PAGE), 'utf8');
const ratios = marked(before, RATIO);
if (ratios !== undefined) say(`${ratios}\n`);
// what was measured on the way, and is not in any table
say(readFileSync(path.join(root, 'studies/performance/notes.md'), 'utf8'));
await writePage(PAGE, pages.join('\n'));
