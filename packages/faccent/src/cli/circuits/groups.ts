import {
  type GraphCache,
  type Image,
  type Parameterization,
  type RunOptions,
  accentuate,
  box,
  fourier,
  fourierPhase,
  graphCache,
  visualize,
} from 'faccent';
import { readFolder } from '../../platform/node/photos.js';
import { type CircuitSubject, type SubjectFlags, imagesOf } from './subject.js';

/** What `faccent coherence` is told. */
export interface CoherenceFlags extends SubjectFlags {
  readonly seeds: string;
  readonly other?: string;
  readonly visualizations: number;
  readonly steps: number;
  readonly views?: number;
  readonly crops?: number;
  readonly strength: number;
  readonly cutoff: number | 'natural' | 'none';
  readonly measure: 'pearson' | 'cosine';
  readonly randomSeed: number;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Images that are compared as one. */
export interface Group {
  readonly name: string;
  /** Where each comes from: a file's name, or the seed of its noise. */
  readonly sources: readonly string[];
  readonly images: readonly Image[];
}

/** How the images are made. */
export type Making = Omit<CoherenceFlags, 'cutoff' | 'views'> & {
  readonly views: number;
  readonly cutoff?: number;
};

/** Told before each image that is made. */
export type Say = (what: string) => void;

/**
 * The groups that a feature's photographs are compared with, the photographs themselves first.
 * @throws FaccentError for folders without images, before anything is made
 */
export async function groupsOf(subject: CircuitSubject, flags: Making, say: Say): Promise<Group[]> {
  const { limit } = flags;
  const seeds = await readFolder(flags.seeds, flags, limit);
  const other = flags.other === undefined ? undefined : await readFolder(flags.other, flags, limit);
  const named = (name: string, from: readonly { name: string; image: Image }[]): Group => ({
    name,
    sources: from.map((f) => f.name),
    images: imagesOf(from),
  });
  const cache = graphCache();
  try {
    const accentuations: Image[] = [];
    for (const { name, image } of seeds) {
      say(`accentuation of ${name}`);
      const options = { ...optionsOf(subject, flags, cache), strength: flags.strength };
      accentuations.push((await accentuate(subject.model, image, subject.objective, options)).image);
    }
    return [
      named('photographs of it', subject.natural),
      { name: 'accentuations', sources: seeds.map((s) => s.name), images: accentuations },
      await fromNoise('visualizations, fourier', fourier(), subject, flags, cache, say),
      await fromNoise('visualizations, fourierPhase', fourierPhase(), subject, flags, cache, say),
      named('the seeds as they were', seeds),
      ...(other ? [named('other photographs', other)] : []),
    ];
  } finally {
    await cache.release();
  }
}

const optionsOf = (
  { environment }: CircuitSubject,
  { steps, views, randomSeed, cutoff }: Making,
  cache: GraphCache,
): RunOptions => ({ ...environment, steps, transform: box({ views }), randomSeed, cutoff, cache });

async function fromNoise(
  name: string,
  parameterization: Parameterization,
  subject: CircuitSubject,
  flags: Making,
  cache: GraphCache,
  say: Say,
): Promise<Group> {
  const images: Image[] = [];
  const seeds = Array.from({ length: flags.visualizations }, (_, i) => flags.randomSeed + i);
  for (const randomSeed of seeds) {
    say(`${name} from noise ${randomSeed}`);
    const options = { ...optionsOf(subject, flags, cache), parameterization, randomSeed };
    images.push((await visualize(subject.model, subject.objective, flags.size, options)).image);
  }
  return { name, sources: seeds.map((seed) => `noise ${seed}`), images };
}
