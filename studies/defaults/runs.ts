// Runs of the study, each kept as a line of a file as soon as it is made.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Accentuation,
  type GraphCache,
  type Image,
  accentuate,
  channel,
  layerDistance,
  naturalness,
  readPhotograph,
  ssim,
  standardScore,
  transfer,
} from 'faccent';
import { root } from '../common/root.js';
import type { Bench } from './bench.js';
import { type Pair, fileOf } from './pairs.js';
import { CANVAS, type Setting } from './settings.js';

/** Where runs are kept: one JSON a line. */
export const RUNS = 'docs/results/defaults.jsonl';

/** What is kept of a run. */
export interface KeptRun extends Pair {
  readonly network: string;
  /** A setting's name. */
  readonly setting: string;
  /** The network's own logit of the class, on whole pictures. */
  readonly before: number;
  readonly after: number;
  /** How many standard deviations the logit lies above the mean over natural photographs, after the run; where there were some. */
  readonly natural?: number;
  /** Change of the judge's log-odds of the class, log p / (1 − p), on whole pictures. */
  readonly odds: number;
  /** Structural similarity to the photograph, 0 to 1. */
  readonly ssim: number;
  /** The distance D at the judge's early layer. */
  readonly distance: number;
  /** Change of the mean absolute difference of neighbouring pixels. */
  readonly variation: number;
}

/** What a run is kept by. */
export type RunKey = Pick<KeptRun, 'network' | 'setting' | 'photograph' | 'unit'>;

export const keyOf = ({ network, setting, photograph, unit }: RunKey): string =>
  [network, setting, photograph, unit].join(' ');

const LEAST_PROBABILITY = 1e-12;
const MOST_PROBABILITY = 1 - 1e-9;

/** log p / (1 − p), finite for any probability that float32 has. */
function logOdds(probability: number): number {
  const p = Math.min(Math.max(probability, LEAST_PROBABILITY), MOST_PROBABILITY);
  return Math.log(p / (1 - p));
}

/** A run, what is kept of it, and its pictures. */
export interface MadeRun {
  readonly kept: KeptRun;
  readonly photograph: Image;
  readonly accentuation: Accentuation;
}

/** Accentuates a pair's photograph, and measures what became of it. */
export async function madeRun(
  bench: Bench,
  setting: Setting,
  pair: Pair,
  cache: GraphCache,
): Promise<MadeRun> {
  const { network, model, judge, judgeLayer, threads } = bench;
  const photograph = await readPhotograph(fileOf(pair, bench.images), { size: [CANVAS, CANVAS] });
  const objective = channel({ layer: model.logits, unit: pair.unit });
  const options = { ...setting.options(network), threads, cache };
  const accentuation = await accentuate(model, photograph, objective, options);
  const { image, activation } = accentuation;
  // the judge has labels, so its scores are probabilities
  const { probability } = await transfer({ model: judge, unit: pair.unit }, photograph, image, { threads });
  const natural = await bench.naturalLogits(pair.unit);
  const kept: KeptRun = {
    ...{ network: network.name, setting: setting.name, ...pair, ...activation },
    ...(natural && { natural: standardScore(activation.after, natural) }),
    odds: logOdds(probability!.after) - logOdds(probability!.before),
    ssim: ssim(photograph, image),
    distance: await layerDistance(judge, photograph, image, judgeLayer, { threads }),
    variation: naturalness(image).totalVariation - naturalness(photograph).totalVariation,
  };
  return { kept, photograph, accentuation };
}

/** Runs that were kept, the newest of each. */
export async function keptRuns(): Promise<KeptRun[]> {
  const text = await readFile(path.join(root, RUNS), 'utf8').catch(() => '');
  const runs = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as KeptRun);
  return [...new Map(runs.map((run) => [keyOf(run), run])).values()];
}

/** Keeps a run. */
export async function keep(run: KeptRun): Promise<void> {
  const rounded = Object.fromEntries(
    Object.entries(run).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    ]),
  );
  await mkdir(path.dirname(path.join(root, RUNS)), { recursive: true });
  await appendFile(path.join(root, RUNS), `${JSON.stringify(rounded)}\n`);
}
