// The text of docs/javascript-peers.md.
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { runtimeVersion } from 'faccent';
import { table } from '../common/markdown.js';
import { root } from '../common/root.js';
import type { Measured } from './javascript/src/measure.js';

/** What came of a peer: times, and how far its numbers are from ours; or why there are none. */
export type PeerResult =
  | (Measured & { readonly off: number; readonly scaled?: boolean; readonly failure?: undefined })
  | { readonly failure: string };

/** The same pass by us, on one thread and on two, and by the peers. */
export interface PassResult {
  readonly ours: readonly [one: number, two: number];
  readonly peers: readonly (PeerResult & { readonly name: string })[];
}

/** What was measured on a network. */
export interface NetworkResult {
  readonly name: string;
  readonly size: number;
  readonly rows: { readonly forward: PassResult; readonly gradient: PassResult };
  /** Our whole unregularized step, in seconds. */
  readonly step: number;
}

/** All that the page tells. */
export interface Findings {
  readonly results: readonly NetworkResult[];
  /** What each library can differentiate, or its message. */
  readonly limits: Readonly<Record<string, string>>;
  readonly views: number;
  /** Seconds after which a measurement is ended. */
  readonly limit: number;
  readonly repeats: number;
  readonly hopeless: number;
}

/** Where the peers are installed. */
export const PEERS_FOLDER = path.join(root, 'studies/peers/javascript');

const seconds = (x: number): string => x.toPrecision(3);
const times = (x: number): string => `${x < 10 ? x.toFixed(1) : x.toFixed(0)} ×`;

function peerRow(work: string, peer: PassResult['peers'][number], [one, two]: PassResult['ours']): string[] {
  if (peer.failure !== undefined) return [work, peer.name, peer.failure, '', '', '', '', ''];
  return [
    ...[work, peer.name, `${seconds(peer.seconds)}${peer.scaled ? ' (scaled)' : ''}`],
    ...[times(peer.seconds / two), times(peer.seconds / one)],
    ...[`${peer.passes}`, seconds(peer.firstSeconds), peer.off.toExponential(0)],
  ];
}

function section({ name, size, rows, step }: NetworkResult, views: number): string {
  const measured = Object.entries(rows).flatMap(([work, { ours, peers }]: [string, PassResult]) => [
    [work, 'ours, two threads', seconds(ours[1]), '1', '', '', '', ''],
    [work, 'ours, one thread', seconds(ours[0]), times(ours[0] / ours[1]), '1', '', '', ''],
    ...peers.map((peer) => peerRow(work, peer, ours)),
  ]);
  const bounds = rows.gradient.peers.flatMap((peer) =>
    peer.failure === undefined ? [`${peer.name} at least ${times(peer.seconds / step)}`] : [],
  );
  return `## ${name}, ${views} views at ${size}

${table(
  ['pass', 'who', 'seconds', 'to ours, two threads', 'to ours, one', 'passes', 'first pass', 'difference'],
  measured,
)}

Our whole unregularized step, with the Fourier image of 512 × 512, the crops and Adam, takes ${seconds(step)} s on two threads
(\`faccent bench --regularize none\`). A peer's step holds the gradient above and more, so beside it they take: ${bounds.join('; ') || 'nothing to compare'}.
`;
}

/** @returns Markdown */
export function page({ results, limits, views, limit, repeats, hopeless }: Findings): string {
  const installed = readFileSync(path.join(PEERS_FOLDER, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(installed) as { dependencies: Record<string, string> };
  const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  return `# Beside other JavaScript libraries

\`npm run study javascript-peers -- [FOLDER]\` made this page, in one run, on ${cpus()[0]!.model.trim()},
${availableParallelism()} cores, Node.js ${process.versions.node}: ${versions.join(', ')}, ONNX Runtime ${runtimeVersion}.
The peers are installed in \`studies/peers/javascript\` and are no part of the project.

"forward" is a pass from the views to the class scores; "gradient" is a forward pass and the gradient of one score with
respect to the views. Times are medians over the passes after the first, which may compile; "passes" says how many. Ours are
medians of ${repeats} processes of up to five passes, the peers' of one process.
"scaled" is the time of one view times ${views}, where all of them would take long. A measurement of more than ${limit} s,
compilation included, is ended and said to be so. "difference" is the largest difference from our numbers (forward:
ONNX Runtime's), over the largest of them; nothing is timed whose numbers are not ours within 1e-4 (forward) or 0.05
(gradient). Columns of ratios: how many times longer the peer takes. A way to run a library that goes
forward ${hopeless} times slower than the library's fastest is not tried further, and only each library's fastest gradient
goes on to the second network.

${results.map((r) => section(r, views)).join('\n')}
## What each can do

- **tfjs** reads no ONNX. \`studies/peers/javascript/src/onnx-to-tfjs.ts\` maps the operators of these networks to its own. It has
  the gradients of mini-inception on its wasm backend. Where a row says "wrong", the numbers are not
  ONNX Runtime's, and no time is given: googlenet's max-pools round their size up, which the wasm backend gets wrong (see
  the last table). In Node.js its wasm backend runs on one thread: it turns
  threads off there, whatever \`setThreadsCount\` is told. Its native backend, tfjs-node, is not measured: its install
  script downloads TensorFlow's library from another server than npm's.
- **jax-js** reads ONNX with its own loader, and differentiates what it has read. It reads mini-inception; where a row
  says "Unsupported ONNX operation", its loader has no such operator. In Node.js it has its cpu backend (for
  debugging, its README says, and not measured) and wasm. It uses threads where there are web workers; Node.js has none
  by that name, so it runs on one thread. The rows with two workers give it workers of Node.js under the browser's name
  (\`threads.ts\`). Its \`init()\` without arguments fails in Node.js 20, which has no \`navigator\`; \`init('wasm')\` works.
- **Neither** was run on a GPU or in a browser, where both have backends that may be much faster. This page is about
  Node.js on a CPU.

A whole step was not written for the peers: it would be our own code on their operators. What a step needs
beside the network was tried on small tensors, and the max-pool that googlenet has:

${table(['gradient of', 'result'], Object.entries(limits))}
`;
}
