import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers that the generator's state consists of; a normal number that is left over follows them. */
const GENERATOR_STATE = 4;

/**
 * A seeded stream of random numbers: the same seed gives the same stream.
 * @example
 * const random = new Random(1);
 * const [a, b] = [random.uniform(), random.normal()];
 * new Random(1).uniform() === a; // true: the same seed, the same numbers
 */
export class Random {
  private generator;
  private spare: number | undefined;

  /** @param seed any integer of 32 bits */
  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** Where the stream stands: numbers that JSON can hold. */
  get state(): readonly number[] {
    return [...this.generator.getState(), ...(this.spare === undefined ? [] : [this.spare])];
  }

  set state(state: readonly number[]) {
    this.generator = xoroshiro128plusFromState(state.slice(0, GENERATOR_STATE));
    this.spare = state[GENERATOR_STATE];
  }

  /** Uniform in [lo, hi). */
  uniform(lo = 0, hi = 1): number {
    return lo + (hi - lo) * uniformFloat64(this.generator);
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Normal with mean 0 and the given standard deviation, by Marsaglia's polar method. */
  normal(deviation = 1): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value * deviation;
    }
    let u: number, v: number, s: number;
    do {
      // 32 random bits a coordinate are plenty here, and a third of the cost of 53
      u = this.generator.next() / 0x80000000;
      v = this.generator.next() / 0x80000000;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = v * scale;
    return u * scale * deviation;
  }

  /** As many numbers as asked for, each as `draw` makes it. */
  fill(count: number, draw: () => number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = draw();
    return values;
  }
}
