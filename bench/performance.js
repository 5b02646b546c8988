// Measures faccent against PyTorch on this machine and writes docs/performance.md.
//
//   node bench/performance.js [FOLDER]
//
// With PyTorch (Debian: python3-torch python3-torchvision python3-onnx) it exports the networks into FOLDER, a temporary
// one by default, with bench/oracle.py, and times bench/peer.py; without it, the embedded model alone is measured.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimeVersion } from 'faccent';
import { peakFlops } from './peak.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2] ?? mkdtempSync(path.join(tmpdir(), 'faccent-bench-'));
const PYTHON = '/usr/bin/python3';
const PHOTO = 'examples/photos/nagasaki-boats.jpg';

/** The issue's table: ours and the peer's names of the layers, limits of time and memory as shares of the peer's. */
const WORK = [
  { model: 'googlenet', feature: 'fc:3', regularize: 'inception3a', limit: 0.28 },
  { model: 'googlenet', feature: 'inception4c:10', regularize: 'inception3a', limit: 0.25 },
  { model: 'googlenet', feature: 'fc:3', limit: 0.75 },
  { model: 'resnet50', feature: 'fc:3', regularize: 'layer1', limit: 0.25 },
  {
    model: 'squeezenet1_1',
    feature: 'classifier:3',
    peer: 'classifier.1:3',
    regularize: 'features.3',
    limit: 0.3,
  },
];

const run = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1));
const ours = (...args) =>
  lastLine(run('node', ['packages/cli/bin/faccent.js', 'bench', PHOTO, ...args, '--json']));
const onNetwork = ({ model, feature, regularize = 'none' }, ...more) =>
  ours(
    '--model',
    path.join(folder, `${model}.onnx`),
    '--input-size',
    '224',
    '--range=-2,2',
    '--feature',
    feature,
    '--regularize',
    regularize,
    '--threads',
    '2',
    ...more,
  );

function hasPyTorch() {
  try {
    execFileSync(PYTHON, ['-c', 'import torch, torchvision, onnx'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const seconds = (x) => x.toFixed(3);
const ratio = (x) => x.toFixed(2);

const pages = [];
const say = (text) => {
  console.log(text);
  pages.push(text);
};

const { gigaflops } = await peakFlops(2);
say(`# Performance

\`node bench/performance.js\` made this page on ${cpus()[0].model.trim()}, ${availableParallelism()} cores,
${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}, ONNX Runtime ${runtimeVersion}, two threads. Times differ by ten to
twenty percent from run to run; ratios within a row were taken one after the other. A large convolution runs at
${gigaflops.toFixed(0)} GFLOP/s here, which is taken for the machine's peak.

Beside other JavaScript libraries: [tfjs and jax-js](javascript-peers.md).
`);

if (hasPyTorch()) {
  const missing = [...new Set(WORK.map((w) => w.model))].filter(
    (m) => !existsSync(path.join(folder, `${m}.onnx`)),
  );
  if (missing.length) run(PYTHON, ['bench/oracle.py', folder, ...missing]);
  const rows = WORK.map((work) => {
    const { model, feature, peer = feature, regularize } = work;
    const us = onNetwork(work);
    const them = lastLine(run(PYTHON, ['bench/peer.py', model, peer, ...(regularize ? [regularize] : [])]));
    console.error(work, us, them);
    return [
      `${model}, ${feature}, ${regularize ? `held at ${regularize}` : 'not held'}`,
      seconds(us.secondsPerStep),
      seconds(them.secondsPerStep),
      `**${ratio(us.secondsPerStep / them.secondsPerStep)}** (at most ${work.limit})`,
      `${us.peakMemoryMiB}`,
      `${them.peakMemoryMiB}`,
      `**${ratio(us.peakMemoryMiB / them.peakMemoryMiB)}** (at most 0.5)`,
      ratio(us.secondsPerStep / us.forwardSeconds),
      `${(100 * us.shareOutside).toFixed(2)} %`,
      ratio(us.operationsPerStep / us.secondsPerStep / 1e9 / gigaflops),
    ];
  });
  say(`## Against PyTorch

A step of canvas 512 with 16 views at 224, in seconds, beside the same step in eager PyTorch (bench/peer.py); peak memory
of the whole process in MiB. "÷ forward": our whole step over ONNX Runtime's forward pass alone on 16 views (a regularized step takes the photograph
through the network too, and has two backward passes). "outside":
the share of a step that is not spent in \`session.run\`. "of peak": the arithmetic of convolutions and matrix products,
over the step's time, as a share of the machine's peak.

${table(['work', 'ours', "PyTorch's", 'ratio', 'memory', "PyTorch's", 'ratio', '÷ forward', 'outside', 'of peak'], rows)}
`);
}

/** What was measured on the way and is not in any table. */
const NOTES = `## What pays, and what does not

Measured on this machine while the graph was made faster, googlenet's unregularized step where nothing else is said:

- Max-pools, ReLU masks and channel joins in the runtime's blocked layout (depthwise convolutions of one or two taps
  instead of padded slices, step functions and slices): 1.21 to 0.86 s. Shifts whose kernel reaches far enough to need no
  cropped input: to 0.79 s.
- The runtime's memory pattern off: the same time, 1465 instead of 2408 MiB.
- Views in groups of four inside the step (a Scan): the same time, 730 instead of 1250 MiB.
- Strided convolutions' gradients phase by phase, with the taps that each phase has: resnet50 2.01 to 1.71 s.
- A factorized Fourier transform, and noise before the crop instead of a crop of its own: 0.76 to 0.69 s.
- The balance from the step's own graph: the embedded model's first step a second sooner.
- Rows that a crop needs copied window by window and multiplied by small matrices, instead of one product with a matrix
  that is mostly zeros; its gradient summed over views by the product itself: 0.69 to 0.65 s, squeezenet's held step 0.53
  to 0.47 s.
- A ReLU that only a max-pool reads masked behind the pool, at a quarter of the size; cotangents brought into blocks where
  they meet a mask: fewer reorders, resnet50 1.31 to 1.25 s.
- What a max-pool passes back is made phase by phase; the first convolution's gradient takes the phases of the columns as
  they are, so that three channels are interleaved instead of 64: squeezenet's held step 0.50 to 0.46 s, googlenet's 0.97
  to 0.94 s. Rows too: no difference.
- Models written in one pass, tables made once a canvas, the optimized graph kept on disk: the embedded model's first step
  0.2 s sooner.
- Of a convolution that is looked at in one channel, that channel alone: the class convolution of squeezenet's held step,
  0.46 to 0.44 s.
- A crop's gradient window by window too. A window of the canvas takes from few rows of a view that is no larger than its
  crop, so what a view has enlarged is brought back to its size first: 0.44 to 0.41 s there, googlenet's held step 0.94
  to 0.92 s, with more exact weights.
- Cotangents of a channel join made part by part, where convolutions make them, instead of cut out of the whole: 0.41 to
  0.38 s there.
- What goes into a max-pool's gradient brought into blocks once, and its windows read with no more taps than they need:
  0.62 to 0.58 s.
- No gain, and so not in: crops copied at their own size before they are resized (fewer products, as many copies; 0.71
  against 0.69 s), products that sum over views by themselves, groups of one or two views, huge pages, the runtime's
  dynamic block size and denormals as zero.

What remains beside the convolutions: the crops and their gradients (a quarter of the step of a small network), masks and
max-pool gradients, which are bound by memory, and the first convolution's gradient, whose three channels fill a block of
sixteen.
`;

const embedded = (...args) => ours('--class', 'ketch', ...args);
const base = embedded();
say(`## The embedded model

A regularized step takes **${seconds(base.secondsPerStep)} s** (${ratio(base.secondsPerStep / base.forwardSeconds)} × its forward pass), at ${base.peakMemoryMiB} MiB. From the
start of the process to the end of the first step: **${base.secondsFromProcessStart.toFixed(2)} s**.

How a step's cost grows, in seconds:

${table(
  ['canvas', 'step', 'MiB'],
  [128, 256, 512, 1024].map((n) => {
    const r = embedded('--size', `${n}`);
    return [`${n}`, seconds(r.secondsPerStep), `${r.peakMemoryMiB}`];
  }),
)}

${table(
  ['views', 'step', 'MiB'],
  [4, 8, 16, 32].map((n) => {
    const r = embedded('--crops', `${n}`);
    return [`${n}`, seconds(r.secondsPerStep), `${r.peakMemoryMiB}`];
  }),
)}

${table(
  ['views in memory together', 'step', 'MiB'],
  [1, 2, 4, 8, 16].map((n) => {
    const r = embedded('--views-at-once', `${n}`);
    return [`${n}`, seconds(r.secondsPerStep), `${r.peakMemoryMiB}`];
  }),
)}

${table(
  ['layer (channel 3, not held)', 'step', 'MiB'],
  ['conv2', 'mixed3b', 'mixed4b', 'mixed5a', 'logits'].flatMap((layer) => {
    try {
      const r = ours('--feature', `${layer}:3`, '--regularize', 'none');
      return [[layer, seconds(r.secondsPerStep), `${r.peakMemoryMiB}`]];
    } catch {
      return [];
    }
  }),
)}

${table(
  ['threads', 'step', 'MiB'],
  Array.from({ length: availableParallelism() }, (_, i) => i + 1).map((n) => {
    const r = embedded('--threads', `${n}`);
    return [`${n}`, seconds(r.secondsPerStep), `${r.peakMemoryMiB}`];
  }),
)}
`);
say(NOTES);
writeFileSync(path.join(root, 'docs/performance.md'), pages.join('\n'));
