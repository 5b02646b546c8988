import { standardScore } from '../../math/score.js';
import { largest } from '../../math/extremes.js';
import { FaccentError } from '../../errors.js';
import type { RecipeFeature } from '../../recipe/recipe.js';
import { check, line } from '../check.js';
import { type AuditedPicture, type Evidence, picturesOf } from '../evidence.js';
import { meanOf } from '../../math/middle.js';

/** A number of each photograph, and of each picture of the feature. */
interface Told {
  readonly natural: readonly number[];
  readonly own: readonly number[];
}

/** In standard deviations above the mean of the photographs; a photograph among the others. NaN where they are all equal. */
function scored({ natural, own }: Told): Told {
  const among = (value: number, all: readonly number[]): number => {
    try {
      return standardScore(value, all);
    } catch (error) {
      if (!(error instanceof FaccentError)) throw error;
      return NaN;
    }
  };
  return {
    natural: natural.map((value, i) =>
      among(
        value,
        natural.filter((_, j) => j !== i),
      ),
    ),
    own: own.map((value) => among(value, natural)),
  };
}

const norm = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0));
const mean = (vector: Float64Array): number => vector.reduce((sum, v) => sum + v, 0) / vector.length;

/** Of each layer the norm and the mean of its channels. */
async function byLayer(evidence: Evidence): Promise<{ layer: string; norm: Told; mean: Told }[]> {
  const { eyes, natural } = evidence;
  const own = picturesOf(evidence, 'own').map(({ result }) => result.image);
  return Promise.all(
    eyes.layers.map(async (layer) => {
      const see = (images: Evidence['photographs']) =>
        Promise.all(images.map((image) => eyes.means(image, layer)));
      const [photographs, pictures] = [await see(natural.images), await see(own)];
      const of = (number: (channels: Float64Array) => number): Told =>
        scored({ natural: photographs.map(number), own: pictures.map(number) });
      return { layer, norm: of(norm), mean: of(mean) };
    }),
  );
}

/** The farthest from the photographs' mean, over layers and both numbers. */
const farthest = (layers: readonly { norm: Told; mean: Told }[], which: keyof Told): number[] =>
  (layers[0]?.norm[which] ?? []).map((_, i) =>
    largest(
      layers.flatMap((told) =>
        [told.norm[which][i]!, told.mean[which][i]!].filter(Number.isFinite).map(Math.abs),
      ),
    ),
  );

/**
 * Where the accentuations stand among natural photographs: the feature's activation, and layer by layer the norm and the
 * mean of the channels (docs/method.md, 15.4).
 */
export const amongPhotographs = check('amongPhotographs', {
  about:
    'where accentuations stand among natural photographs: the activation, and the norm and mean of each layer',
  title: 'Are its pictures within what photographs do?',
  doubt:
    'Far outside of what photographs do, a network was never trained, and what it answers there need not be what the feature is in photographs.',
  of: 'its photographs',
  needs: ['own', 'others', 'natural'],
  run: async (evidence) => {
    const { natural, eyes, feature } = evidence;
    if (natural.images.length < 3) return 'it takes three natural photographs';
    const levelOf = async (of: RecipeFeature, pictures: readonly AuditedPicture[]): Promise<Told> =>
      scored({
        natural: Array.from(
          (of === feature && natural.activations) || (await eyes.values(natural.images, of)),
        ),
        own: pictures.map(({ result }) => result.activation.after),
      });
    const level = await levelOf(feature, picturesOf(evidence, 'own'));
    const others: number[] = [];
    for (const { feature: other } of evidence.others) {
      const pictures = picturesOf(evidence, 'others').filter((one) => one.feature === other);
      others.push(...(await levelOf(other, pictures)).own);
    }
    const layers = await byLayer(evidence);
    const among = `${natural.from}, each among the others`;
    const how = 'the activation (deviations above photographs)';
    return {
      lines: [
        line(how, meanOf(level.own), 'not above', 'pictures of other features, each in its own', others),
        line(
          'the oddest layer (deviations)',
          meanOf(farthest(layers, 'own')),
          'not above',
          among,
          farthest(layers, 'natural'),
        ),
      ],
      details: [
        line(how, meanOf(level.own), 'among', among, level.natural),
        ...layers.flatMap((told) =>
          (['norm', 'mean'] as const).map((number) =>
            line(
              `${eyes.nameOf(told.layer)}, ${number} (deviations)`,
              meanOf(told[number].own),
              'among',
              among,
              told[number].natural,
            ),
          ),
        ),
      ],
    };
  },
  says: {
    sound:
      'The feature is driven no farther above photographs than other features are, and no layer before it is far from what it is in them.',
    doubtful:
      'The feature is driven much farther above photographs than other features are, or a layer before it is: compare pictures that stop at a natural level.',
  },
});
