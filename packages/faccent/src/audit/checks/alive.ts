import { imageGradient } from '../../attribution/gradient.js';
import { FaccentError } from '../../errors.js';
import { largest } from '../../math/extremes.js';
import { check, line } from '../check.js';
import type { Evidence } from '../evidence.js';

/** A unit that is dead in more of the photographs than this says little of them. */
const HALF = [0.5];

/** Photographs in which gradients are taken. */
const FEW = 8;

const share = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length;

/**
 * The share of images whose peak is a bound: what several that differ have to the bit is one, and what one alone has is only
 * the largest.
 */
function atBound(values: readonly number[], peaks: readonly number[]): number {
  const bound = largest(peaks);
  const there = values.filter((_, i) => peaks[i] === bound);
  return bound !== 0 && new Set(there).size > 1 ? there.length / peaks.length : 0;
}

/** Shares of images in which the gradient is zero everywhere, and in which it is no number. */
async function gradients({ model, objective, photographs, natural, running }: Evidence) {
  const images = [...photographs, ...natural.images.slice(0, FEW)];
  const [zero, odd]: [boolean[], boolean[]] = [[], []];
  for (const image of images) {
    try {
      const gradient = await imageGradient({ model, image, objective }, running);
      zero.push(gradient.every((v) => v === 0));
      odd.push(!gradient.every(Number.isFinite));
    } catch (error) {
      // the unit itself is no number there
      if (!(error instanceof FaccentError)) throw error;
      zero.push(false);
      odd.push(true);
    }
  }
  return { zero: share(zero), odd: share(odd) };
}

/**
 * Whether the unit is alive in photographs: how often it is zero all over, or at a bound, and whether its gradients are
 * numbers, and not zero (docs/method.md, 15.7).
 */
export const alive = check('alive', {
  about:
    'whether the unit is alive: shares of photographs where it is zero, at its bound, without a gradient',
  title: 'Is the unit alive?',
  doubt:
    'A unit that is zero or at its bound in most photographs has nothing there that could be accentuated, and a gradient that is no number leads nowhere.',
  of: 'its gradients',
  needs: ['natural'],
  run: async (evidence) => {
    const { eyes, natural, feature } = evidence;
    const values = await eyes.values(natural.images, feature);
    const peaks = await eyes.peaks(natural.images, feature);
    const { zero, odd } = await gradients(evidence);
    const limit = 'half of them';
    return [
      line(
        `share of photographs where it is zero all over (${natural.from})`,
        share(values.map((v) => v === 0)),
        'not above',
        limit,
        HALF,
      ),
      line('share where it is at a bound', atBound(values, peaks), 'not above', limit, HALF),
      line('share without any gradient', zero, 'not above', limit, HALF),
      line('share whose gradient is no number', odd, 'not above', 'none', [0]),
    ];
  },
  says: {
    sound: 'It answers in most photographs, and gradients reach the picture.',
    doubtful: 'It is dead or at its bound in most photographs, or has gradients that are no numbers.',
  },
});
