import { availableParallelism, cpus } from 'node:os';
import { runtimeVersion } from 'faccent';
import { table } from '../common/markdown.js';
import type { Changes, Parts, Setting, StepTimes } from './measure.js';

/** How much of Node's step ÷ forward a page's is at most. */
const RATIO_LIMIT = 1.15;
/** When a first change is seen at the latest, in seconds. */
const CHANGE_LIMIT = 3;

export interface Measured extends Setting {
  readonly changes: Changes;
  readonly times: StepTimes;
}

/** All that the study has measured. */
export interface Everything {
  readonly canvas: number;
  /** What a page begins with. */
  readonly usual: Setting;
  /** Its version. */
  readonly chromium: string;
  /** Where nothing is prepared. */
  readonly visits: Readonly<Record<string, Parts>>;
  readonly inBrowser: readonly Measured[];
  /** In the same order. */
  readonly inNode: readonly Measured[];
}

const HEADS: Readonly<Record<keyof Parts, string>> = {
  network: 'network',
  graphs: 'graphs',
  compiling: 'compiling',
  beside: 'beside',
  firstPass: 'first pass',
  nextPass: 'next pass',
};

const seconds = (x: number): string => x.toFixed(2);
const ratioOf = ({ times }: Measured): number => times.step / times.forward;

/** The part of the page, and whether what is asked for holds. */
export function partOf({ canvas, usual, chromium, visits, inBrowser, inNode }: Everything) {
  const parts = Object.keys(HEADS) as (keyof Parts)[];
  const visitRows = Object.entries(visits).map(([name, times]) => [
    name,
    ...parts.map((part) => seconds(times[part])),
    `**${seconds(parts.reduce((sum, part) => sum + times[part], 0))}**`,
  ]);
  const rows = inBrowser.map((here, i) => {
    const there = inNode[i]!;
    return [
      ...[here.threads, here.views].map(String),
      ...[here.changes.otherClass, here.changes.otherPhotograph, here.changes.otherChannel].map(seconds),
      seconds(there.changes.otherClass),
      ...[here, there].map(({ times }) => (1 / times.step).toFixed(1)),
      ...[ratioOf(here), ratioOf(there), ratioOf(here) / ratioOf(there)].map(seconds),
    ];
  });
  const usually = inBrowser.find(({ views, threads }) => views === usual.views && threads === usual.threads);
  const wait = Math.max(...(usually ? (Object.values(usually.changes) as number[]) : []));
  const ratio = Math.max(...inBrowser.map((here, i) => ratioOf(here) / ratioOf(inNode[i]!)));
  const text = `## In a browser

\`npm run study browser-speed\`: the network that ships, held at its own layer, on a canvas of ${canvas}, in a worker of a page, on WASM,
in Chromium ${chromium} with ONNX Runtime ${runtimeVersion} on ${cpus()[0]!.model.trim()}, ${availableParallelism()} cores, beside Node.js ${process.versions.node}.

From a choice to the first picture that has changed where nothing is prepared, in seconds, with ${usual.views} views and ${usual.threads} threads;
files come from this machine. "compiling": graphs, the runtime's start with them; "beside": the photograph as parameters, the
balance, and the picture again; "first pass": the step's, for the balance; "next pass": the one that moves. A browser keeps what it
has made of the runtime's code where the host lets it keep the file: later visits begin sooner.

${table(['', ...parts.map((part) => HEADS[part]), 'all'], visitRows)}

The same where the layer is prepared (\`prepare\`), by what is chosen, and steps a second; medians. "÷ forward": a step over the
network's forward pass on as many views, by the same runtime.

${table(
  [
    ...['threads', 'views', 'class', 'photograph', 'channel', 'class, Node.js', 'steps a second', 'Node.js'],
    ...['÷ forward', 'Node.js', 'ratio'],
  ],
  rows,
)}

With ${usual.views} views and ${usual.threads} threads the longest wait is **${seconds(wait)} s** (at most ${CHANGE_LIMIT}); the largest ratio of all is **${seconds(ratio)}** (at most ${RATIO_LIMIT}).`;
  return { text, holds: wait <= CHANGE_LIMIT && ratio <= RATIO_LIMIT };
}
