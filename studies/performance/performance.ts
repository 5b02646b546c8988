// Measures faccent against PyTorch on this machine and writes docs/performance.md.
//
//   npm run study performance -- [FOLDER] [--rounds 3]
//
// measures the machine
//
// With PyTorch (Debian: python3-torch python3-torchvision python3-onnx, or the Python that PYTHON in the environment names;
// for the networks that ship, efficientnet-lite-pytorch==0.1.0 of PyPI) it exports the networks into FOLDER, a temporary
// one by default, with studies/accuracy/oracle.py, and times studies/performance/peer.py; without it, the network that
// ships alone is measured. What the studies memory and step-ratio wrote into the page stays.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Model, runtimeVersion } from 'faccent';
import { lastLine, python, pythonHas } from '../common/command.js';
import { table } from '../common/markdown.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { peakFlops } from './peak.js';
import { type Cost, byTurns, flagsOf, medians, stepCost } from './rounds.js';
import { PAGE, partsNow } from './page.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const folder = path.resolve(positionals[0] ?? mkdtempSync(path.join(tmpdir(), 'faccent-performance-')));
/** How often each is measured; an odd number. Another process's work is less often in the median. */
const ROUNDS = Number(given.rounds);

/** A row of the table against PyTorch. */
interface Row {
  readonly model: string;
  /** Names of the layer, of which a file has one: what the module was called, or what PyTorch's newer exporter makes of it. */
  readonly layer: readonly string[];
  readonly unit: number;
  /** PyTorch's name of the layer, where it is another than the first. */
  readonly peer?: string;
  /** Names of the layer that the picture is held close at. */
  readonly regularize?: readonly string[];
  readonly peerRegularize?: string;
  /** Of a step's time as a share of the best of PyTorch's. */
  readonly limit?: number;
  /** Of a step's time as a multiple of the runtime's forward pass. */
  readonly forwardLimit?: number;
  /** Pixels of a view's side. */
  readonly size?: number;
}

/** The networks that ship, which have the same layers. */
const LITE = {
  layer: ['logits'],
  unit: 3,
  peer: '_fc',
  regularize: ['block3b'],
  peerRegularize: '_blocks.4',
} as const;

const GOOGLENET = { model: 'googlenet', unit: 3, layer: ['fc', 'logits'] } as const;
const RESNET = { model: 'resnet50', unit: 3, layer: ['fc', 'logits'] } as const;
const HELD_GOOGLENET = ['inception3a', 'cat'];

const WORK: readonly Row[] = [
  { ...LITE, model: 'efficientnet-lite0', forwardLimit: 4.5 },
  { ...LITE, model: 'efficientnet-lite0-robust', size: 160, forwardLimit: 4.5 },
  {
    model: 'mobilenet_v2',
    layer: ['classifier', 'classifier.1', 'logits'],
    unit: 3,
    peer: 'classifier.1',
    regularize: ['features.6', 'add_408'],
    limit: 0.2,
    forwardLimit: 5.5,
  },
  { ...GOOGLENET, regularize: HELD_GOOGLENET, limit: 0.28 },
  { ...GOOGLENET, layer: ['inception4c', 'cat_4'], unit: 10, regularize: HELD_GOOGLENET, limit: 0.25 },
  { ...GOOGLENET, limit: 0.75, forwardLimit: 3.2 },
  { ...RESNET, regularize: ['layer1', 'relu_9'], limit: 0.22 },
  { ...RESNET, forwardLimit: 2.5 },
  {
    model: 'squeezenet1_1',
    layer: ['classifier', 'logits'],
    unit: 3,
    peer: 'classifier.1',
    regularize: ['features.3', 'cat'],
    limit: 0.3,
  },
];

const shippedFolder = (model: string): string => path.join(root, 'packages/faccent/network', model);
const ships = ({ model }: Row): boolean => existsSync(shippedFolder(model));
const fileOf = (model: string): string => path.join(folder, `${model}.onnx`);

/** What the command line is told to do a row's step. */
function flagsOfRow(row: Row): string[] {
  const file = ships(row) ? path.join(shippedFolder(row.model), 'model.onnx') : fileOf(row.model);
  const { size = 224 } = row;
  const { layers } = Model.read(readFileSync(file), { size: [size, size], range: [-2, 2] });
  const named = (names: readonly string[]): string =>
    names.find((name) => layers.some((layer) => layer.name === name)) ?? names[0]!;
  const feature = `${named(row.layer)}:${row.unit}`;
  const regularize = row.regularize && named(row.regularize);
  if (!ships(row)) return flagsOf({ file, feature, regularize });
  const work = ['--feature', feature, '--regularize', regularize ?? 'none', '--threads', '2'];
  return ['--model', shippedFolder(row.model), ...work];
}

type PeerCost = Pick<Cost, 'secondsPerStep' | 'peakMemoryMiB'>;

/** PyTorch's step; none where Python has not the network. */
function peerOf(row: Row, ...flags: string[]): PeerCost {
  const { unit, regularize, size = 224 } = row;
  const peer = row.peer ?? row.layer[0]!;
  const held = regularize ? [row.peerRegularize ?? regularize[0]!] : [];
  const model = ships(row) ? 'efficientnet_lite0' : row.model;
  const args = [model, `${peer}:${unit}`, ...held, '--size', `${size}`, ...flags];
  return lastLine<PeerCost>(python('performance/peer.py', args));
}

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
twenty percent from run to run; each number is ${ROUNDS === 1 ? 'of one run' : `the median of ${ROUNDS} runs`}, those of a row taken in turn. A large convolution runs at
${gigaflops.toFixed(0)} GFLOP/s here, which is taken for the machine's peak.

Beside other JavaScript libraries: [tfjs and jax-js](javascript-peers.md).
`);

/** Eager PyTorch's step in its own layout and in channels-last, and ours, by turns. */
function besidePyTorch(row: Row): string[] {
  const { layer, unit, regularize } = row;
  const flags = flagsOfRow(row);
  const hasPeer = !ships(row) || pythonHas('efficientnet_lite_pytorch');
  const peers = hasPeer ? [() => peerOf(row), () => peerOf(row, '--channels-last')] : [];
  const [ours, ...theirs] = byTurns(ROUNDS, [() => stepCost(flags), ...peers] as [
    () => Cost,
    ...(() => PeerCost)[],
  ]);
  const us = medians(ours);
  const them = theirs.map((costs) => medians(costs));
  console.error(row, us, them);
  const best = them.reduce<PeerCost | undefined>(
    (a, b) => (a && a.secondsPerStep <= b.secondsPerStep ? a : b),
    undefined,
  );
  return [
    `${row.model}, ${layer[0]}:${unit}, ${regularize ? `held at ${regularize[0]}` : 'not held'}`,
    seconds(us.secondsPerStep),
    ...[0, 1].map((i) => (them[i] ? seconds(them[i].secondsPerStep) : '')),
    best ? bounded(us.secondsPerStep / best.secondsPerStep, row.limit) : '',
    `${us.peakMemoryMiB}`,
    best ? `${best.peakMemoryMiB}` : '',
    best ? bounded(us.peakMemoryMiB / best.peakMemoryMiB, 0.5) : '',
    bounded(us.secondsPerStep / us.forwardSeconds, row.forwardLimit),
    `${(100 * us.shareOutside).toFixed(2)} %`,
    ratio(us.operationsPerStep / us.secondsPerStep / 1e9 / gigaflops),
  ];
}

if (pythonHas('torch', 'torchvision', 'onnx')) {
  const exported = new Set(WORK.filter((row) => !ships(row)).map(({ model }) => model));
  const missing = [...exported].filter((model) => !existsSync(fileOf(model)));
  if (missing.length) python('accuracy/oracle.py', [folder, ...missing]);
  const heads = [
    'work',
    'ours',
    'PyTorch',
    'channels-last',
    'ratio',
    'memory',
    "PyTorch's",
    'ratio',
    '÷ forward',
    'outside',
  ];
  const rows = WORK.map(besidePyTorch);
  say(`## Against PyTorch

A step of canvas 512 with 16 views at 224 (at 160 with the robust network), in seconds, beside the same step in eager
PyTorch, in its own layout and in channels-last (studies/performance/peer.py). "ratio": over the faster of both; peak
memory of the whole process in MiB, PyTorch's that of the faster. "÷ forward": our whole step over ONNX Runtime's forward pass alone on 16 views (a regularized step takes the photograph
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
say(`## The network that ships

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
for (const kept of partsNow()) say(`${kept}\n`);
// what was measured on the way, and is not in any table
say(readFileSync(path.join(root, 'studies/performance/notes.md'), 'utf8'));
await writePage(PAGE, pages.join('\n'));
