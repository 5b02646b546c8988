import { FaccentError } from '../errors.js';
import { STATED } from '../model/sources.js';
import { type Json, NORMALIZATION, PLAIN, type Partly } from './fields.js';

/** That a person wrote something for this model. */
export const OWN = true;

/** A description that is put together from several sources, the first that says something being believed. */
export class Description {
  readonly values: Json = {};
  /** Where each field is from; of some that are not there, why. */
  readonly sources: Record<string, string> = {};

  private readonly own = new Set<string>();

  /**
   * @param from where it is from: what a person stated, a file beside the model, …
   * @param own whether a person wrote it for this model: `OWN` where that is so
   */
  add(given: Partly, from = STATED, own = from === STATED): void {
    const part = together(given);
    const take = (key: string): void => {
      // null is how JSON says nothing
      if ((part[key] ?? undefined) === undefined || this.values[key] !== undefined) return;
      this.set(key, part[key], from);
      if (own) this.own.add(key);
    };
    for (const key of PLAIN) take(key);
    // mean, deviation and scale belong together; a range is instead of them
    const { range, mean, std, scale } = this.values;
    if (range !== undefined) return;
    const begun = mean !== undefined || std !== undefined || scale !== undefined;
    if (!begun) take('range');
    if (this.values.range === undefined) for (const key of NORMALIZATION.slice(1)) take(key);
  }

  /** Adds labels that are found somewhere. Without them classes are given by index, which is no reason to fail. */
  async addLabels(from: string, find: () => Promise<unknown>): Promise<void> {
    try {
      this.add({ labels: await find() }, from);
    } catch (error) {
      if (!(error instanceof FaccentError)) throw error;
      this.sources.labels = `${from} has none: ${error.message}`;
    }
  }

  /** Whether a person said it of this model: it must fit, where what tools wrote of others may be left out. */
  isOwn(key: string): boolean {
    return this.own.has(key);
  }

  /** Puts a value, or none, in the place of what was there. */
  set(key: string, value: unknown, from: string): void {
    if (value === undefined) delete this.values[key];
    else this.values[key] = value;
    this.sources[key] = from;
  }
}

/**
 * A range that is said beside a mean is that of the pixels that the mean is of.
 * @throws FaccentError where it cannot be, so that it must be asked which of both is meant
 */
function together(part: Partly): Partly {
  const { range, mean } = part;
  if (!Array.isArray(range) || !Array.isArray(mean)) return part;
  const [lo, hi] = range as unknown[];
  if (lo !== 0 || typeof hi !== 'number')
    throw new FaccentError(
      `range is ${range.join(', ')} and mean ${mean.join(', ')}: both say how the input is normalized; state one`,
      { help: 'description' },
    );
  return { ...part, range: undefined, scale: part.scale ?? (hi === 1 ? undefined : hi) };
}
