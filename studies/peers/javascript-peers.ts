// Measures what a JavaScript user could take instead of faccent, tfjs and jax-js, on the part of a step that they can
// do, beside onnx-grad and ONNX Runtime, and writes docs/javascript-peers.md.
//
//   npm run study javascript-peers -- [FOLDER]
//
// measures the machine
//
// FOLDER may hold googlenet.onnx (studies/accuracy/oracle.py exports it), which is then measured too. The peers are
// installed in studies/peers/javascript with `npm ci` on the first run. Every measurement is a process of its own and ends
// after a minute.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { readModel } from 'onnx-grad';
import { lastLine } from '../common/command.js';
import { median } from '../common/numbers.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { stepCost } from '../performance/rounds.js';
import type { Job, Measured } from './javascript/src/measure.js';
import { type NetworkResult, PEERS_FOLDER, type PassResult, type PeerResult, page } from './page.js';

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

/** What is measured on: a file, its input and output, and what the command line is told for a step. */
interface Network extends Pick<Job, 'file' | 'input' | 'output' | 'size'> {
  readonly name: string;
  readonly flags: readonly string[];
}

function networksIn(folder: string | undefined): [Network, ...Network[]] {
  const mini = path.join(root, 'tests/fixtures/mini-inception');
  const small = {
    ...{ name: 'mini-inception', file: path.join(mini, 'model.onnx') },
    ...{ input: 'image', output: 'logits', size: 128 },
    flags: ['--model', mini, '--feature', `logits:${UNIT}`],
  };
  if (folder === undefined) return [small];
  const file = path.resolve(folder, 'googlenet.onnx');
  if (!existsSync(file))
    throw new FaccentError(`there is no googlenet.onnx in ${folder}; studies/accuracy/oracle.py makes one`);
  const flags = ['--model', file, '--input-size', '224', '--range=-2,2', '--feature', `fc:${UNIT}`];
  const output = readModel(readFileSync(file)).outputs[0]!;
  return [small, { name: 'googlenet', file, input: 'input', output, size: 224, flags }];
}

/** A way to run a library. */
interface Way {
  readonly script: string;
  readonly variant: string | number;
  readonly nodeFlags?: readonly string[];
}

interface Peer extends Way {
  readonly library: 'tfjs' | 'jax-js';
  readonly name: string;
}

/** Only a library's fastest goes on from the small network to the next. */
const PEERS: readonly Peer[] = [
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

/** Where the measured programs are compiled. */
const PROGRAMS = path.join(PEERS_FOLDER, 'dist');

type Pass = (Measured & { readonly numbers: Float32Array; readonly failure?: undefined }) | Failure;

/** The reason in words. */
interface Failure {
  readonly failure: string;
}

/** Runs one job in a process. */
function measured(
  { script, variant, nodeFlags = [] }: Way,
  { file, input, output, size }: Network,
  work: Job['work'],
  views: number,
): Pass {
  const result = path.join(scratch, 'result.bin');
  rmSync(result, { force: true });
  const job: Job = { file, input, output, size, work, views, variant, result, unit: UNIT };
  const child = spawnSync('node', [...nodeFlags, script, JSON.stringify(job)], {
    ...{ cwd: PROGRAMS, encoding: 'utf8', timeout: 1000 * LIMIT_SECONDS, maxBuffer: 2 ** 26 },
    killSignal: 'SIGKILL',
  });
  if (child.error && 'code' in child.error && child.error.code === 'ETIMEDOUT')
    return { failure: `more than ${LIMIT_SECONDS} s` };
  if (child.status !== 0)
    return { failure: /^.*Error:.*$/m.exec(child.stderr)?.[0] ?? `exit ${child.status}` };
  const bytes = readFileSync(result);
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return { ...lastLine<Measured>(child.stdout), numbers: numbers.slice() };
}

/** Largest difference as a share of the largest number. */
function difference(numbers: Float32Array, reference: Float32Array): number {
  if (numbers.length !== reference.length) return Infinity;
  const largest = reference.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
  return numbers.reduce((a, x, i) => Math.max(a, Math.abs(x - reference[i]!)), 0) / largest;
}

/** One view first, to see that the numbers are right; all of them where that fits in the limit. */
function peerResult(peer: Peer, network: Network, work: Job['work'], reference: Float32Array): PeerResult {
  const one = measured(peer, network, work, 1);
  if (one.failure !== undefined) return one;
  const off = difference(one.numbers, reference);
  if (!(off <= TOLERANCE[work])) return { failure: `wrong: off by ${off.toPrecision(2)}` };
  if (VIEWS * (one.firstSeconds + one.seconds) > SCALE_SECONDS)
    return { ...one, off, seconds: one.seconds * VIEWS, scaled: true };
  const all = measured(peer, network, work, VIEWS);
  return all.failure === undefined ? { ...all, off } : all;
}

const repeated = <T>(once: () => T): T[] => Array.from({ length: REPEATS }, once);

function ourPass(
  network: Network,
  work: Job['work'],
  threads: number,
): { numbers: Float32Array; seconds: number } {
  const runs = repeated(() => {
    const run = measured({ script: 'ours.js', variant: threads }, network, work, VIEWS);
    if (run.failure === undefined) return run;
    throw new Error(`our own ${work} pass of ${network.name}: ${run.failure}`);
  });
  return { numbers: runs[0]!.numbers, seconds: median(runs.map((r) => r.seconds)) };
}

const ourStep = ({ flags }: Network): number =>
  median(repeated(() => stepCost([...flags, '--regularize', 'none', '--threads', '2']).secondsPerStep));

/** A pass by us, and by each of the ways that are tried. */
interface WorkResult extends PassResult {
  readonly peers: readonly (Peer & PeerResult)[];
}

function measureWork(network: Network, work: Job['work'], tried: readonly Peer[]): WorkResult {
  const [one, two] = [ourPass(network, work, 1), ourPass(network, work, 2)];
  const peers = tried.map((peer) => ({ ...peer, ...peerResult(peer, network, work, two.numbers) }));
  const ours = [one.seconds, two.seconds] as const;
  console.error(
    network.name,
    work,
    ours,
    peers.map((p) => [p.name, p.failure ?? cost(p)]),
  );
  return { ours, peers };
}

const cost = (way: PeerResult): number => (way.failure === undefined ? way.seconds : Infinity);

/** The ways that are worth a gradient. */
const promising = (ways: readonly (Peer & PeerResult)[]): readonly Peer[] =>
  ways.filter((way) => {
    const best = Math.min(...ways.filter((w) => w.library === way.library).map(cost));
    return cost(way) <= HOPELESS * best;
  });

interface Result extends NetworkResult {
  readonly rows: { readonly forward: WorkResult; readonly gradient: WorkResult };
}

function measureNetwork(network: Network, ways: readonly Peer[]): Result {
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
const fastest = ({ rows }: Result): readonly Peer[] =>
  PEERS.filter(({ library, name }) => {
    const ways = rows.gradient.peers.filter((p) => p.library === library);
    return ways.length > 0 && ways.reduce((best, way) => (cost(way) < cost(best) ? way : best)).name === name;
  });

if (!existsSync(path.join(PEERS_FOLDER, 'node_modules')))
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: PEERS_FOLDER, stdio: 'inherit' });
try {
  const limits = lastLine<Record<string, string>>(
    execFileSync('node', ['limits.js'], { cwd: PROGRAMS, encoding: 'utf8' }),
  );
  const [first, ...others] = networksIn(folder);
  const result = measureNetwork(first, PEERS);
  const results = [result, ...others.map((network) => measureNetwork(network, fastest(result)))];
  const text = page({
    ...{ results, limits, views: VIEWS, limit: LIMIT_SECONDS },
    ...{ repeats: REPEATS, hopeless: HOPELESS },
  });
  console.log(text);
  await writePage('docs/javascript-peers.md', text);
} finally {
  rmSync(scratch, { recursive: true });
}
