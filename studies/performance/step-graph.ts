// Checks that this checkout builds the same graphs as an older one, byte by byte: all that one step compiles.
//
//   npm run study step-graph -- --old CHECKOUT NAME=FILE:LAYER:UNIT:REGULARIZED_LAYER…
//
// CHECKOUT and networks are as for the study step-ratio; the network that ships is always compared, with each
// parameterization, transform and optimizer.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as current from 'faccent';
import { describeNode, readModel } from 'onnx-grad';
import { shippedPhotograph } from '../common/files.js';
import { root } from '../common/root.js';
import { networksFrom } from './networks.js';
import type { Work } from './rounds.js';

/** The library of a checkout. What is called of it here has the same name and arguments in both. */
type Library = typeof current;
type Options = current.AccentuateOptions;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { old: { type: 'string' } },
});
if (given.old === undefined)
  throw new current.FaccentError('--old names the checkout that this one is compared with');
const file = path.resolve(given.old, 'packages/faccent/dist/index.js');
const old = (await import(pathToFileURL(file).href)) as Library;

/** Small: which graph is built depends on the canvas, but no part of it on how large that is. */
const CANVAS = [160, 128] as const;

const photograph = await current.readPhotograph(shippedPhotograph('nagasaki-boats.jpg'), { size: CANVAS });

/** The network that ships, as the file beside it describes it. */
const SHIPPED = path.join(root, 'packages/faccent/network/efficientnet-lite0-robust');

/** Runs that differ in one option from what is done by default. */
const VARIANTS: Readonly<Record<string, (library: Library) => Options>> = {
  'by default': () => ({}),
  'not held': () => ({ regularize: null }),
  'in a ball': () => ({ regularize: null, ball: 5, learningRate: 1000 }),
  'a view at a time': () => ({ viewsAtOnce: 1 }),
  fourierPhase: ({ fourierPhase }) => ({ parameterization: fourierPhase() }),
  laplacian: ({ laplacian }) => ({ parameterization: laplacian() }),
  pixel: ({ pixel }) => ({ parameterization: pixel() }),
  preconditionedFourier: ({ preconditionedFourier, sgd }) => ({
    parameterization: preconditionedFourier(),
    optimizer: sgd(),
    learningRate: 0.5,
  }),
  centreBox: ({ centreBox }) => ({ transform: centreBox() }),
  jitterStack: ({ jitterStack }) => ({ transform: jitterStack() }),
  whole: ({ whole }) => ({ transform: whole() }),
  zoomBox: ({ zoomBox }) => ({ transform: zoomBox() }),
  compose: ({ compose, pad, jitter, randomRotate }) => ({
    transform: compose([pad(12), jitter(16), randomRotate([-10, 0, 10])]),
  }),
  nadam: ({ nadam }) => ({ optimizer: nadam() }),
};

/** The graphs that a run of one step compiles, by their hash. */
async function graphsOf(library: Library, options: Options, work?: Work): Promise<Map<string, Uint8Array>> {
  const graphs = new Map<string, Uint8Array>();
  const create: current.Backend['create'] = (model, settings) => {
    if (typeof model !== 'string') graphs.set(createHash('sha256').update(model).digest('hex'), model);
    return library.runtime.create(model, settings);
  };
  const description = work
    ? { size: [224, 224], range: [-2, 2] }
    : (JSON.parse(readFileSync(path.join(SHIPPED, 'model.json'), 'utf8')) as Record<string, unknown>);
  const bytes = readFileSync(work?.file ?? path.join(SHIPPED, 'model.onnx'));
  const model = library.Model.read(bytes, { ...description, labels: undefined });
  const [layer, unit] = work?.feature.split(':') ?? [model.logits, '3'];
  const regularize = work && { regularize: work.regularize === 'none' ? null : work.regularize };
  await library.accentuate(model, photograph, library.channel({ layer: layer!, unit: Number(unit) }), {
    ...{ ...regularize, ...options, steps: 1 },
    backend: { ...library.runtime, create },
  });
  return graphs;
}

/** What a graph has that no graph of the other checkout has at that place. */
function difference(graph: Uint8Array, others: readonly Uint8Array[]): string {
  const nodes = readModel(graph).nodes.map(describeNode);
  const places = others.map((other) => {
    const theirs = readModel(other).nodes.map(describeNode);
    const at = nodes.findIndex((node, i) => node !== theirs[i]);
    return { at: at < 0 ? nodes.length : at, theirs };
  });
  const nearest = places.reduce((a, b) => (b.at > a.at ? b : a), { at: -1, theirs: [] as string[] });
  const { at, theirs } = nearest;
  return `${nodes.length} nodes, of which ${at} are the same; then ${nodes[at] ?? 'nothing'} for ${theirs[at] ?? 'nothing'}`;
}

let failures = 0;
async function compare(name: string, variant: string, work?: Work): Promise<void> {
  const [before, now] = [
    await graphsOf(old, VARIANTS[variant]!(old), work),
    await graphsOf(current, VARIANTS[variant]!(current), work),
  ];
  const odd = [...now.keys()].filter((hash) => !before.has(hash));
  const same = odd.length === 0 && before.size === now.size;
  if (!same) failures++;
  console.log(`${name}, ${variant}: ${now.size} graphs, ${same ? 'the same' : 'NOT the same'}`);
  const missing = [...before].filter(([hash]) => !now.has(hash)).map(([, graph]) => graph);
  for (const hash of odd) console.log(`  ${difference(now.get(hash)!, missing)}`);
  if (odd.length < missing.length) console.log(`  ${missing.length - odd.length} are built no longer`);
}

for (const { name, work } of networksFrom(positionals))
  for (const variant of Object.keys(VARIANTS).slice(0, work ? 1 : undefined))
    await compare(name, variant, work);
process.exitCode = failures ? 1 : 0;
