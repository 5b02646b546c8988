import { type Image, Random, channel, channelStatistics, objectiveValues, pearson } from 'faccent';
import type { Bench, Feature, Measured } from './bench.js';
import { beyondPhotographs, classified } from './detectors.js';
import { type Circuit, openness, withCircuit } from './fooled.js';
import type { Means } from './means.js';

/** Units of an untouched network, and of the same with circuits in it. */
export interface Seed extends Feature {
  readonly decoy: number;
  readonly photograph: number;
  readonly untouched: Measured;
  readonly fooled: Readonly<Record<Kind, Fooled>>;
}

export const KINDS = ['beyond', 'classified'] as const;
export type Kind = (typeof KINDS)[number];

/** What a circuit does, and whether its picture was flagged. */
export interface Fooled extends Measured {
  /** Correlation of the unit's activations with and without the circuit, on photographs that it was not made with. */
  readonly natural: number;
  /** The unit and the decoy in the untouched network on the fooled picture less on the honest one, in deviations. */
  readonly unitMoved: number;
  readonly decoyMoved: number;
}

/** Pictures of a seed, for the page. */
export interface SeedPictures {
  readonly photograph: Image;
  readonly honest: Image;
  readonly fooled: Readonly<Record<Kind, Image>>;
  readonly decoy: () => Promise<Image>;
}

/** Every fourth photograph is kept to see what the circuits do on such as they were not made with. */
const isHeld = (photograph: number): boolean => photograph % 4 === 3;

/** Accentuations that a classifier is trained with, besides the one that it is then tried on. */
const TRAINED_WITH = 2;

/** A circuit that is not this far open on the picture made through it has fooled nobody. */
const OPEN = 0.9;

/** Units, and the photographs that they are accentuated from. */
interface Draw {
  readonly layer: string;
  readonly unit: number;
  readonly decoy: number;
  readonly seed: number;
  /** The first is the one that circuits are tried on. */
  readonly starts: readonly number[];
}

/**
 * Draws a unit, a decoy and a photograph, and builds both circuits. They are drawn again until an accentuation leaves the
 * photographs' range, and its picture opens both: the others fool nobody.
 * @param layer the units'
 * @param at where the classifier looks
 */
export async function seedOf(bench: Bench, seed: number, layer: string, at: string): Promise<SeedResult> {
  const random = new Random(seed);
  const channels = bench.means[0]![layer]!.length;
  for (;;) {
    const [unit, decoy] = [random.below(channels), random.below(channels)];
    const strong = bench.strongest({ layer, unit }).slice(0, bench.photographs.length >> 1);
    const starts = Array.from({ length: 1 + TRAINED_WITH }, () => strong[random.below(strong.length)]!);
    const found = unit === decoy ? undefined : await tried(bench, { layer, unit, decoy, seed, starts }, at);
    if (found) return found;
  }
}

/** What came of a seed. */
export interface SeedResult {
  readonly seed: Seed;
  readonly pictures: SeedPictures;
}

async function tried(bench: Bench, draw: Draw, at: string): Promise<SeedResult | undefined> {
  const { layer, unit, decoy, seed, starts } = draw;
  const [photograph, ...others] = starts.map((i) => bench.photographs[i]!);
  const honest = await bench.accentuated(draw, photograph!, seed);
  const [seen] = await bench.lookAt([honest]);
  const { max, deviation } = channelStatistics(bench.activations(draw));
  if (seen![layer]![unit]! < max + deviation) return undefined;

  const known = bench.means.filter((_, i) => !isHeld(i));
  const beyond = await fooledBy(bench, draw, beyondPhotographs(known, draw), seen!);
  if (!beyond) return undefined;
  const trained: Image[] = [];
  for (const other of others) trained.push(await bench.accentuated(draw, other, seed));
  const after = await bench.lookAt(trained);
  const pairs = after.map((means, i) => ({ before: bench.means[starts[i + 1]!]!, after: means }));
  const classifier = classified(known, pairs, draw, at);
  const byClassifier = classifier && (await fooledBy(bench, draw, classifier, seen!));
  if (!byClassifier) return undefined;
  return {
    seed: {
      ...{ layer, unit, decoy, photograph: starts[0]! },
      untouched: await bench.path(draw, honest),
      fooled: { beyond: beyond.result, classified: byClassifier.result },
    },
    pictures: {
      ...{ photograph: photograph!, honest },
      fooled: { beyond: beyond.picture, classified: byClassifier.picture },
      decoy: () => bench.accentuated({ layer, unit: decoy }, photograph!, seed),
    },
  };
}

/** What a circuit does. @param honest the untouched network's layers on the honest picture */
async function fooledBy(
  bench: Bench,
  { layer, unit, decoy, seed, starts }: Draw,
  circuit: Circuit,
  honest: Means,
) {
  const feature = { layer, unit };
  const fooled = withCircuit(bench.model, circuit);
  const picture = await bench.accentuated(feature, bench.photographs[starts[0]!]!, seed, fooled);
  const [seen] = await bench.lookAt([picture]);
  if (openness(circuit, seen![circuit.at]!) < OPEN) return undefined;
  const moved = (u: number): number =>
    (seen![layer]![u]! - honest[layer]![u]!) /
    channelStatistics(bench.activations({ layer, unit: u })).deviation;
  const result: Fooled = {
    ...(await bench.path(feature, picture, fooled)),
    natural: pearson(
      await objectiveValues(
        fooled,
        channel(feature),
        bench.photographs.filter((_, i) => isHeld(i)),
      ),
      bench.activations(feature).filter((_, i) => isHeld(i)),
    ),
    ...{ unitMoved: moved(unit), decoyMoved: moved(decoy) },
  };
  return { picture, result };
}
