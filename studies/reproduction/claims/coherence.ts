// Claim 3: accentuations are processed more like natural photographs than visualizations from noise are.
import { type Image, attributionVectors, circuitLayers, pearson } from 'faccent';
import { inTurn } from '../../common/numbers.js';
import type { Pictures } from '../pictures.js';
import { type Photographs, type Seed, type Subject, TARGETS } from '../subject.js';

/** Images of a group, beside the photographs of the target. */
const IMAGES = 8;

/** At full strength an accentuation of few steps may not drive its class, and then takes no route of it. */
const STRENGTH = 0.2;

/** Images of one kind. */
export interface Group {
  readonly name: string;
  /** The target on each, in standard deviations over all photographs. */
  readonly scores: readonly number[];
  /** Layer by layer each image's likeness to each photograph of the target; none where a vector is constant. */
  readonly likeness: readonly (readonly (readonly (number | null)[])[])[];
}

/** The groups of a class, the photographs of it first. */
export interface Target {
  readonly target: string;
  readonly groups: readonly Group[];
}

export interface Numbers {
  readonly network: string;
  readonly strength: number;
  readonly layers: readonly string[];
  readonly targets: readonly Target[];
}

/** The first photographs that have the target as their own, and then others that do not show it. */
function seedsOf({ pairs, all }: Photographs, target: string): Seed[] {
  const others = all.filter(({ category }) => !(TARGETS as readonly string[]).includes(category));
  const step = Math.floor(others.length / IMAGES);
  const spread = others
    .filter((_, i) => i % step === 0)
    .map(({ name, image, category }) => ({ name: `${category}/${name}`, image, target }));
  return [...pairs.filter((photo) => photo.target === target), ...spread].slice(0, IMAGES);
}

/**
 * The groups of a target, the photographs of it first: what was made until it drives the target as much as its
 * photographs do, and what was made for as many steps as any run.
 */
async function groupsOf(
  { photographs, runs, scales }: Subject,
  target: string,
): Promise<Map<string, readonly Image[]>> {
  const seeds = seedsOf(photographs, target);
  const groups = new Map<string, readonly Image[]>([
    ['photographs of it', photographs.of(target).map(({ image }) => image)],
  ]);
  const add = async <T>(name: string, list: readonly T[], make: (item: T) => Promise<{ image: Image }>) =>
    groups.set(name, await inTurn(list, async (item) => (await make(item)).image));
  const { ofClass } = await scales(target);
  const noise = Array.from({ length: IMAGES }, (_, i) => i);
  for (const [ending, cutoff] of [
    ['', ofClass],
    [', not stopped', undefined],
  ] as const) {
    await add(`accentuations${ending}`, seeds, (photo) =>
      runs.accentuated(photo, { strength: STRENGTH, cutoff }),
    );
    for (const parameterization of ['fourier', 'fourierPhase'] as const)
      await add(`from noise, ${parameterization}${ending}`, noise, (seed) =>
        runs.visualized(target, parameterization, seed, cutoff),
      );
  }
  await add('photographs before', seeds, (photo) => Promise.resolve(photo));
  return groups;
}

export async function measure(subject: Subject): Promise<Numbers> {
  const { network, scales } = subject;
  const layers = circuitLayers(network.model, network.feature(TARGETS[0]));
  const targets: Target[] = [];
  for (const target of TARGETS) {
    const { mean, deviation } = await scales(target);
    const groups: Group[] = [];
    let natural: Awaited<ReturnType<typeof attributionVectors>> | undefined;
    for (const [name, images] of await groupsOf(subject, target)) {
      const vectors = await attributionVectors(network.model, images, network.feature(target), layers);
      const photographs = (natural ??= vectors);
      groups.push({
        name,
        scores: [...vectors.values].map((v) => (v - mean) / deviation),
        likeness: layers.map((layer) =>
          vectors.layers[layer]!.map((vector) =>
            photographs.layers[layer]!.map((other) => pearson(other, vector)),
          ),
        ),
      });
    }
    targets.push({ target, groups });
  }
  return { network: network.name, strength: STRENGTH, layers: layers.map(network.nameOf), targets };
}

/** Accentuations of photographs that may be shown, and visualizations, of the same targets; a row of each ending. */
export async function pictures({ photographs, runs, scales }: Subject): Promise<Pictures> {
  const cells: Pictures['cells'][number][] = [];
  const shown = photographs.pairs.filter((photo) => photo.shown).slice(0, 2);
  for (const stopped of [true, false])
    for (const photo of shown) {
      const cutoff = stopped ? (await scales(photo.target)).ofClass : undefined;
      const add = (label: string, { image }: { image: Image }) =>
        cells.push({ label: stopped ? label : `${label}, not stopped`, image });
      add(`“${photo.target}”`, await runs.accentuated(photo, { strength: STRENGTH, cutoff }));
      for (const parameterization of ['fourier', 'fourierPhase'] as const)
        add(`noise, ${parameterization}`, await runs.visualized(photo.target, parameterization, 0, cutoff));
    }
  return { cells, columns: 6 };
}
