import { imageGradient } from '../../attribution/gradient.js';
import type { Image, Size } from '../../image/image.js';
import { luma } from '../../measure/luma.js';
import { eachFrequency, powerSpectrum } from '../../measure/spectrum.js';
import { smallest } from '../../math/extremes.js';
import type { Objective } from '../../objective/objective.js';
import { check, line } from '../check.js';
import { meanOf } from '../../math/middle.js';

/** How much of photographs' power lies below the frequency that is taken for their highest. */
const ALMOST_ALL = 0.99;

/** Natural photographs that are looked at: their spectra are much alike. */
const FEW = 12;

/** Power ring by ring, a cycle a side wide, from the lowest; as a share of all of it. Zeros where there is none. */
function rings(planes: readonly Float64Array[], size: Size): Float64Array {
  const side = Math.min(...size);
  const sums = new Float64Array(Math.ceil(side * Math.SQRT1_2) + 1);
  for (const plane of planes)
    eachFrequency(powerSpectrum(plane, size), size, (f, p, weight) => {
      sums[Math.round(f * side)]! += weight * p;
    });
  const all = sums.reduce((sum, v) => sum + v, 0);
  return all > 0 ? sums.map((v) => v / all) : sums;
}

/** The first ring below which almost all of the mean of these lies. */
function limitOf(photographs: readonly Float64Array[]): number {
  let below = 0;
  for (let ring = 0; ; ring++) {
    below += meanOf(photographs.map((shares) => shares[ring] ?? 0));
    if (below >= ALMOST_ALL || ring > photographs[0]!.length) return ring + 1;
  }
}

const above = (shares: Float64Array, limit: number): number => {
  const all = shares.reduce((sum, v) => sum + v, 0);
  return all > 0 ? shares.slice(limit).reduce((sum, v) => sum + v, 0) : NaN;
};

/**
 * How much of the gradient in the picture lies above the frequencies that photographs have, against the gradients of other
 * features of the layer (docs/method.md, 15.6).
 */
export const spectrum = check('spectrum', {
  about:
    'the share of the input gradient above the frequencies that photographs have, against those of other features',
  title: 'Do its gradients point to what photographs have?',
  doubt:
    'A gradient that is mostly of frequencies that photographs hardly have leads to patterns of pixels, and not to things.',
  of: 'its gradients',
  needs: ['natural'],
  run: async ({ model, objective, others, photographs, natural, running }) => {
    if (Math.min(...photographs[0]!.size) < 16) return 'a spectrum takes pictures of 16 × 16 pixels';
    const known = natural.images.slice(0, FEW).map((image) => rings([luma(image)], image.size));
    const limit = limitOf(known.filter((shares) => shares.some((v) => v > 0)));
    const share = async (raised: Objective, image: Image): Promise<number> => {
      const gradient = await imageGradient({ model, image, objective: raised }, running);
      const area = image.size[0] * image.size[1];
      const planes = Array.from({ length: gradient.length / area }, (_, c) =>
        Float64Array.from(gradient.subarray(c * area, (c + 1) * area)),
      );
      return above(rings(planes, image.size), limit);
    };
    const shares = async (raised: Objective): Promise<number[]> => {
      const found: number[] = [];
      for (const image of photographs) found.push(await share(raised, image));
      return found;
    };
    const different: number[] = [];
    for (const other of others) different.push(...(await shares(other.objective)));
    const cycles = (limit / smallest(photographs[0]!.size)).toFixed(2);
    const what = `share of the gradient above ${cycles} cycles a pixel`;
    const own = meanOf(await shares(objective));
    return {
      lines: [line(what, own, 'not above', 'gradients of other features', different)],
      details: [
        line(
          what,
          own,
          'not above',
          `the photographs themselves: ${natural.from}`,
          known.map((shares) => above(shares, limit)),
        ),
      ],
    };
  },
  says: {
    sound: 'Its gradients have no more of high frequencies than those of other features of the layer.',
    doubtful: 'Its gradients have much more of high frequencies than those of other features of the layer.',
  },
});
