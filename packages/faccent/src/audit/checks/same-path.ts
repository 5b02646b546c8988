import { largest } from '../../math/extremes.js';
import { median } from '../../math/middle.js';
import type { Objective } from '../../objective/objective.js';
import type { RecipeFeature } from '../../recipe/recipe.js';
import { check, line } from '../check.js';
import { type Evidence, picturesOf } from '../evidence.js';
import { HALF_WAY, type NaturalPath, naturalPath, pathOf } from '../path.js';

/** Photographs that drive the feature most: this share of all, so many at least and at most. */
const [SHARE, FEWEST, MOST] = [1 / 4, 8, 16];

/** Together in memory, with the gradients of several layers. */
const AT_ONCE = 4;

/** The path of a feature in the photographs that drive it most. */
async function pathIn(
  { model, eyes, natural, running }: Evidence,
  [feature, objective]: readonly [RecipeFeature, Objective],
  others: readonly NaturalPath[],
): Promise<NaturalPath> {
  const values = await eyes.values(natural.images, feature);
  const count = Math.min(MOST, largest([FEWEST, Math.floor(values.length * SHARE)]));
  const strongest = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, count);
  const shown = strongest.map((i) => natural.images[i]!);
  const options = { ...running, layers: eyes.layers, others, viewsAtOnce: AT_ONCE };
  return naturalPath(model, objective, shown, options);
}

/**
 * Whether the pictures reach the feature by the path that photographs take: the paper's coherence of attribution vectors,
 * layer by layer, on the scale of Geirhos et al. 2023 (docs/method.md, 15.5).
 */
export const samePath = check('samePath', {
  about:
    'whether accentuations reach the feature by the path that photographs take, layer by layer: Geirhos et al. 2023',
  title: 'Is it reached by the same path as in photographs?',
  doubt:
    'A feature that is reached through other channels than in photographs answers to something that photographs do not have: the picture shows that, and not the feature.',
  of: 'its photographs',
  needs: ['own', 'others', 'natural'],
  run: async (evidence) => {
    const { natural, eyes, feature, objective, others, running } = evidence;
    if (!eyes.layers.length) return 'no layer before the feature carries all that it sees';
    if (natural.images.length < FEWEST) return `it takes ${FEWEST} natural photographs`;
    const different: NaturalPath[] = [];
    for (const other of others) different.push(await pathIn(evidence, [other.feature, other.objective], []));
    const path = await pathIn(evidence, [feature, objective], different);
    const pictures = picturesOf(evidence, 'own').map(({ result }) => result.image);
    const found = await pathOf(path, pictures, { ...running, viewsAtOnce: AT_ONCE });
    const among = `the strongest photographs, each to the others, and half as alike: ${natural.from}`;
    const compared = (what: string, likeness: readonly number[], own: readonly number[]) =>
      line(what, median(likeness), 'not below', among, [...own, HALF_WAY]);
    return {
      lines: [
        compared(
          'likeness of paths: 1 as those photographs, 0 as those of other features',
          found.likeness,
          found.natural,
        ),
      ],
      details: found.layers.map(({ layer, likeness, natural: own }) =>
        compared(`${eyes.nameOf(layer)}: likeness of paths`, likeness, own),
      ),
    };
  },
  says: {
    sound: 'The channels that carry the feature in its pictures are those that carry it in photographs.',
    doubtful: 'The feature is carried by other channels in its pictures than in photographs that drive it.',
  },
});
