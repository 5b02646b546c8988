import type { Image } from '../image/image.js';

/** A picture, and what the objective is on the whole of it. */
export interface Valued {
  readonly image: Image;
  readonly activation: number;
}

/** A picture on the line between two. */
export interface Between extends Valued {
  /** How far along the line, 0 to 1. */
  readonly share: number;
}

/** The objective on a whole picture. */
export type ValueOn = (image: Image) => Promise<number>;

/** An end of what is left of the line, and how far from what is wanted it is. */
interface End {
  readonly share: number;
  readonly off: number;
}

/** Looks at one line; halving alone would find a level to a billionth in as many. */
const MOST = 30;

/** A picture on the straight line between two, which are of one size. */
function mixed(a: Image, b: Image, share: number): Image {
  const data = Float32Array.from(a.data, (x, i) => x + share * (b.data[i]! - x));
  return { size: a.size, data };
}

/**
 * The picture on the line between two whose activation is wanted, by false position with the Illinois rule
 * (docs/method.md, 8.4): a network of ReLUs is made of straight pieces, so it takes a look or three.
 * @param ends one with less than is wanted, one with more, or as much
 * @param tolerance how far from it the activation may be
 */
export async function between(
  valueOn: ValueOn,
  [a, b]: readonly [Valued, Valued],
  wanted: number,
  tolerance: number,
): Promise<Between> {
  let low: End = { share: 0, off: a.activation - wanted };
  let high: End = { share: 1, off: b.activation - wanted };
  let wasHigh: boolean | undefined;
  let best: Between = Math.abs(low.off) <= Math.abs(high.off) ? { ...a, share: 0 } : { ...b, share: 1 };
  for (let look = 0; look < MOST && Math.abs(best.activation - wanted) > tolerance; look++) {
    const share = low.share + ((high.share - low.share) * low.off) / (low.off - high.off);
    const image = mixed(a.image, b.image, share);
    const activation = await valueOn(image);
    if (Math.abs(activation - wanted) < Math.abs(best.activation - wanted))
      best = { image, activation, share };
    const off = activation - wanted;
    const isHigh = Math.sign(off) === Math.sign(high.off);
    // an end that stays for a second time counts half, so that both ends close in
    const stays = (end: End): End => ({ ...end, off: isHigh === wasHigh ? end.off / 2 : end.off });
    [low, high] = isHigh ? [stays(low), { share, off }] : [{ share, off }, stays(high)];
    wasHigh = isHigh;
  }
  return best;
}
