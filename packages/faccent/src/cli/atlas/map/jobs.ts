import { type Model, type RunOptions, type RunRequest, type Size, cosim, recipe } from 'faccent';
import { canonicalJson } from '../../../declaration/json.js';
import { wholeDescription } from '../../../declaration/declare.js';
import { digest } from '../../../math/digest.js';

/** Power of the cosine in what is raised (Carter et al. 2019). */
const POWER = 4;

/** Digits of a direction's numbers: more say nothing, and last bits are not the same on all machines. */
const DIGITS = 6;

/** What makes the picture of a cell. */
export interface CellRequests {
  /** A hash of all that is the same for all cells. */
  readonly settings: string;
  /** One of them. */
  readonly any: RunRequest;
  /** @param direction (channels) */
  of(direction: Float64Array): RunRequest;
}

/** Runs from noise towards directions of a layer: their settings are worked out once. */
export async function cellRequests(
  model: Model,
  layer: string,
  channels: number,
  { options, size }: { readonly options: RunOptions; readonly size: Size },
): Promise<CellRequests> {
  const towards = (unit: readonly number[]) => cosim({ layer, unit, power: POWER });
  const name = `a direction of ${layer}`;
  const any = towards(Array.from({ length: channels }, () => 1));
  const first = await recipe({ model, options: { ...options, strength: 0 }, size, name, objective: any });
  const { settings, environment } = first;
  const same = canonicalJson({ settings, environment, power: POWER });
  return {
    any: first,
    settings: (await digest(new TextEncoder().encode(same))).slice(0, 16),
    of: (direction) => {
      const unit = Array.from(direction, (v) => Number(v.toPrecision(DIGITS)));
      return { ...first, objective: wholeDescription(towards(unit)) as RunRequest['objective'] };
    },
  };
}
