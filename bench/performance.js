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
import { median } from './median.js';
import { peakFlops } from './peak.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2] ?? mkdtempSync(path.join(tmpdir(), 'faccent-bench-'));
const PYTHON = '/usr/bin/python3';
/** How often each is measured; an odd number. Another process's work is less often in the median. */
const ROUNDS = 3;
const PHOTO = 'examples/photos/nagasaki-boats.jpg';

/**
 * The issue's table: ours and the peer's names of the layers; limits of a step's time as a share of the peer's, and as
 * a multiple of the runtime's forward pass.
 */
const WORK = [
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

const run = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1));

/** Several measurements, one after the other in turn: the medians of their numbers. */
function inTurn(...measurements) {
  const rounds = Array.from({ length: ROUNDS }, () => measurements.map((measure) => measure()));
  return measurements.map((_, i) => {
    const results = rounds.map((round) => round[i]);
    const numbers = Object.keys(results[0]).filter((key) => typeof results[0][key] === 'number');
    return Object.fromEntries(numbers.map((key) => [key, median(results.map((r) => r[key]))]));
  });
}

const ours = (...args) =>
  lastLine(run('node', ['packages/faccent/bin/faccent.js', 'bench', PHOTO, ...args, '--json']));
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
const bounded = (x, limit) => (limit ? `**${ratio(x)}** (at most ${limit})` : ratio(x));

const pages = [];
const say = (text) => {
  console.log(text);
  pages.push(text);
};

const { gigaflops } = await peakFlops(2);
say(`# Performance

\`node bench/performance.js\` made this page on ${cpus()[0].model.trim()}, ${availableParallelism()} cores,
${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}, ONNX Runtime ${runtimeVersion}, two threads. Times differ by ten to
twenty percent from run to run; each number is the median of ${ROUNDS} runs, those of a row taken in turn. A large convolution runs at
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
    const [us, them] = inTurn(
      () => onNetwork(work),
      () => lastLine(run(PYTHON, ['bench/peer.py', model, peer, ...(regularize ? [regularize] : [])])),
    );
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
- The gradient of a strided 1 × 1 convolution brought into blocks before it is added to what comes in them: resnet50's
  unregularized step 1.19 to 1.17 s.
- What a max-pool passes back left in its phases where the next convolution has at most half as many channels to put
  together: googlenet's step held at inception3a, inception4c, 0.76 to 0.75 s. Joins of convolutions too, and joins masked
  part by part where their cotangent does not come in blocks: squeezenet's held step 0.38 to 0.37 s.
- No gain, and so not in: crops copied at their own size before they are resized (fewer products, as many copies; 0.71
  against 0.69 s), products that sum over views by themselves, groups of one or two views, huge pages, the runtime's
  dynamic block size and denormals as zero. Residual sums into a copy that all threads make (the runtime adds in place,
  or copies on one thread what a mask still needs: resnet50 1.18 to 1.17 s).

What remains, from the runtime's profile of googlenet's unregularized step: convolutions forward 0.16 s and back 0.14 s,
near the machine's peak; the first convolution's gradient, whose three channels fill a block of sixteen, 0.03 s; masks and
max-pool gradients, bound by memory, 0.15 s; phases interleaved and layouts changed, 0.05 s; crops, noise and the Fourier
transform, there and back, 0.07 s. The convolutions alone are twice the forward pass (resnet50's 2.1 times), and what
lies between them keeps both networks above the 3.2 and 2.5 times that were aimed at.
`;

const embedded = (...args) => inTurn(() => ours('--class', 'ketch', ...args))[0];
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
