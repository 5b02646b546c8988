// Measures what a JavaScript user could take instead of faccent, tfjs and jax-js, on the part of a step that they can
// do, beside onnx-grad and ONNX Runtime, and writes docs/javascript-peers.md.
//
//   node bench/javascript-peers/run.js [FOLDER]
//
// FOLDER may hold googlenet.onnx (bench/oracle.py exports it), which is then measured too. The peers are installed here
// with `npm ci` on the first run. Every measurement is a process of its own and ends after a minute.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../median.js';
import { page } from './page.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.join(here, '../..');
const PHOTO = 'examples/photos/nagasaki-boats.jpg';
const VIEWS = 16;
const UNIT = 3;
const LIMIT_SECONDS = 60;
/** Longer passes of all views are scaled from those of one. */
const SCALE_SECONDS = 30;
/** Our own passes are short, so that each is the median of this many processes. */
const REPEATS = 3;
/** A way to run a library that goes forward so many times slower than the library's fastest is not taken further. */
const HOPELESS = 4;
/** Largest difference from ONNX Runtime's numbers, as a share of the largest of them, that is taken for rounding. */
const TOLERANCE = { forward: 1e-4, gradient: 0.05 };

const [folder] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), 'faccent-peers-'));

const networks = [
  {
    ...{ name: 'mini-inception (shipped)', file: path.join(root, 'packages/faccent/network/model.onnx') },
    ...{ input: 'image', output: 'logits', size: 128, flags: ['--feature', `logits:${UNIT}`] },
  },
];
if (folder) {
  const file = path.resolve(folder, 'googlenet.onnx');
  if (!existsSync(file))
    throw new Error(`there is no googlenet.onnx in ${folder}; bench/oracle.py makes one`);
  const flags = ['--model', file, '--input-size', '224', '--range=-2,2', '--feature', `fc:${UNIT}`];
  networks.push({ name: 'googlenet', file, input: 'input', output: outputOf(file), size: 224, flags });
}

/** Each way to run a library; only a library's fastest goes on from the shipped network to the next. */
const PEERS = [
  { library: 'tfjs', name: 'tfjs, wasm', script: 'tfjs.js', variant: 'wasm' },
  { library: 'tfjs', name: 'tfjs, cpu', script: 'tfjs.js', variant: 'cpu' },
  { library: 'jax-js', name: 'jax-js, wasm, op by op', script: 'jax.js', variant: 'eager' },
  { library: 'jax-js', name: 'jax-js, wasm, jit', script: 'jax.js', variant: 'jit' },
  {
    ...{ library: 'jax-js', name: 'jax-js, wasm, op by op, two workers' },
    ...{ script: 'jax.js', variant: 'eager' },
    nodeFlags: ['--import', './threads.js'],
  },
];

function outputOf(file) {
  const code = `import { readFileSync } from 'node:fs'; import { readModel } from 'onnx-grad';
    console.log(readModel(readFileSync(process.argv[1])).outputs[0]);`;
  return execFileSync('node', ['--input-type=module', '-e', code, file], {
    cwd: here,
    encoding: 'utf8',
  }).trim();
}

/** Runs one job in a process: { seconds, … , numbers }, or { failure } with the reason in words. */
function measured({ script, variant, nodeFlags = [] }, { file, input, output, size }, work, views) {
  const result = path.join(scratch, 'result.bin');
  rmSync(result, { force: true });
  const job = { file, input, output, size, work, views, variant, result, unit: UNIT };
  const child = spawnSync('node', [...nodeFlags, script, JSON.stringify(job)], {
    ...{ cwd: here, encoding: 'utf8', timeout: 1000 * LIMIT_SECONDS, maxBuffer: 2 ** 26 },
    killSignal: 'SIGKILL',
  });
  if (child.error?.code === 'ETIMEDOUT') return { failure: `more than ${LIMIT_SECONDS} s` };
  if (child.status !== 0)
    return { failure: /^.*Error:.*$/m.exec(child.stderr)?.[0] ?? `exit ${child.status}` };
  const bytes = readFileSync(result);
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return { ...JSON.parse(child.stdout.trim().split('\n').at(-1)), numbers: numbers.slice() };
}

/** Largest difference as a share of the largest number. */
function difference(numbers, reference) {
  if (numbers.length !== reference.length) return Infinity;
  const largest = reference.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
  return numbers.reduce((a, x, i) => Math.max(a, Math.abs(x - reference[i])), 0) / largest;
}

/** One view first, to see that the numbers are right; all of them where that fits in the limit. */
function peerResult(peer, network, work, reference) {
  const one = measured(peer, network, work, 1);
  if (one.failure) return one;
  const off = difference(one.numbers, reference);
  if (!(off <= TOLERANCE[work])) return { failure: `wrong: off by ${off.toPrecision(2)}` };
  if (VIEWS * (one.firstSeconds + one.seconds) > SCALE_SECONDS)
    return { ...one, off, seconds: one.seconds * VIEWS, scaled: true };
  const all = measured(peer, network, work, VIEWS);
  return all.failure ? all : { ...all, off };
}

const repeated = (once) => Array.from({ length: REPEATS }, once);

function ourPass(network, work, threads) {
  const runs = repeated(() => measured({ script: 'ours.js', variant: threads }, network, work, VIEWS));
  const failed = runs.find((r) => r.failure);
  if (failed) throw new Error(`our own ${work} pass of ${network.name}: ${failed.failure}`);
  return { numbers: runs[0].numbers, seconds: median(runs.map((r) => r.seconds)) };
}

function ourStep({ flags }) {
  const args = ['packages/faccent/bin/faccent.js', 'bench', PHOTO, ...flags, '--regularize', 'none'];
  const options = { cwd: root, encoding: 'utf8' };
  const times = repeated(() => {
    const text = execFileSync('node', [...args, '--threads', '2', '--json'], options);
    return JSON.parse(text.trim().split('\n').at(-1)).secondsPerStep;
  });
  return median(times);
}

function measureWork(network, work, tried) {
  const ours = [1, 2].map((threads) => ourPass(network, work, threads));
  const peers = tried.map((peer) => ({ ...peer, ...peerResult(peer, network, work, ours[1].numbers) }));
  console.error(
    network.name,
    work,
    ours.map((r) => r.seconds),
    peers.map((p) => [p.name, p.failure ?? p.seconds]),
  );
  return { ours: ours.map((r) => r.seconds), peers };
}

const cost = (way) => way.seconds ?? Infinity;

/** The ways that are worth a gradient. */
const promising = (ways) =>
  ways.filter((way) => {
    const best = Math.min(...ways.filter((w) => w.library === way.library).map(cost));
    return cost(way) <= HOPELESS * best;
  });

function measureNetwork(network, ways) {
  const forward = measureWork(network, 'forward', ways);
  const names = new Set(promising(forward.peers).map((p) => p.name));
  const gradient = measureWork(
    network,
    'gradient',
    ways.filter((way) => names.has(way.name)),
  );
  return { name: network.name, size: network.size, rows: { forward, gradient }, step: ourStep(network) };
}

/** Of each library the way with the fastest gradient. */
const fastest = ({ rows }) =>
  PEERS.filter(({ library, name }) => {
    const ways = rows.gradient.peers.filter((p) => p.library === library);
    return ways.length > 0 && ways.reduce((best, way) => (cost(way) < cost(best) ? way : best)).name === name;
  });

if (!existsSync(path.join(here, 'node_modules')))
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: here, stdio: 'inherit' });
try {
  const limits = JSON.parse(
    execFileSync('node', ['limits.js'], { cwd: here, encoding: 'utf8' }).trim().split('\n').at(-1),
  );
  const results = [measureNetwork(networks[0], PEERS)];
  for (const network of networks.slice(1)) results.push(measureNetwork(network, fastest(results[0])));
  const text = page({
    results,
    limits,
    views: VIEWS,
    limit: LIMIT_SECONDS,
    repeats: REPEATS,
    hopeless: HOPELESS,
  });
  console.log(text);
  writeFileSync(path.join(root, 'docs/javascript-peers.md'), text);
} finally {
  rmSync(scratch, { recursive: true });
}
