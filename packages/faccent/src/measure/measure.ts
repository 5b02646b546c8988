import type { Declared } from '../declaration/declare.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import type { Objective, ObjectiveDescription } from '../objective/objective.js';
import type * as all from './all.js';
import { type Change, change } from './change.js';
import type { Measure, MeasureRow, Measured } from './kind.js';
import { inOrder } from './measures.js';
import { objectiveValues } from '../inspect/objective-values.js';
import { checkPair } from './pair.js';
import type { OtherClass } from './other-class.js';

/** What is measured, and against what. */
export interface MeasureOptions extends InspectOptions {
  /** What the accentuation was made from, and what came of it: of one size. */
  readonly photo: Image;
  readonly accentuation: Image;
  /** What was accentuated. */
  readonly objective: Objective;
  /** Where the distance is taken; by default the model's own layer for the regularizer, `null`: nowhere. */
  readonly layer?: string | null;
  /** The objective's values on whole natural images, two or more: the scale for the activation. */
  readonly naturalActivations?: ArrayLike<number>;
  /** A class of another model that the accentuation is shown to. */
  readonly second?: OtherClass;
  /** Whether a measure that is undefined for these pictures is left out, with its reason, and is no error. */
  readonly lenient?: boolean;
}

type All = typeof all;

/** Each measure's value, with nothing too where it needs what may not be there. */
type Values = {
  readonly [
    K in keyof All as All[K] extends { readonly declared: Declared<Measure> } ? K : never
  ]: All[K] extends {
    readonly declared: Declared<Measure<infer V>>;
  }
    ? V
    : never;
};

type Found = {
  readonly [K in keyof Values as undefined extends Values[K] ? never : K]: Values[K];
} & {
  readonly [K in keyof Values as undefined extends Values[K] ? K : never]?: Exclude<Values[K], undefined>;
};

/** What an accentuation did, as plain JSON: `before` is the photograph, `after` the accentuation. */
export interface Measures extends Found {
  readonly objective: ObjectiveDescription;
  /** The objective on whole, unaugmented images. */
  readonly activation: Change;
  /** Why measures are not here, by their names: there is nothing to divide by, say. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

/**
 * Measures an accentuation: how much it raised, how far it went for that, whether another model agrees.
 * @returns the objective, its change, and the value of each of `measures` that has what it needs, under its name
 * @throws FaccentError if the images differ in size, on an unknown layer or unit, or natural activations without spread
 * @example
 * const { activation, ssim } = await measure(model, { photo, accentuation: image, objective });
 * console.log(activation.change, ssim);
 */
export async function measure(model: Model, options: MeasureOptions): Promise<Measures> {
  const { photo, accentuation, objective, layer, naturalActivations, second, lenient, ...running } = options;
  checkPair(photo, accentuation);
  const [before, after] = (await objectiveValues(model, objective, [photo, accentuation], {
    ...running,
    photograph: photo,
  })) as [number, number];
  const measured: Measured = {
    ...{ model, photo, accentuation, activation: change(before, after), naturalActivations, second, running },
    layer: layer === undefined ? model.description.regularize : layer,
  };
  const found: Record<string, unknown> = {};
  const leftOut: Record<string, string> = {};
  for (const one of inOrder) {
    try {
      const value = await one.of(measured);
      if (value !== undefined) found[one.name] = value;
    } catch (error) {
      if (lenient !== true || !(error instanceof FaccentError)) throw error;
      leftOut[one.name] = error.message;
    }
  }
  return {
    objective: objective.description,
    activation: measured.activation,
    ...(found as unknown as Found),
    ...(Object.keys(leftOut).length && { leftOut }),
  };
}

/**
 * What was measured, for people: a row for each thing that the accentuation is compared with.
 * @example
 * const measures = await measure(model, { photo, accentuation: image, objective });
 * for (const [name, value] of measureRows(measures)) console.log(`${name}: ${value}`);
 */
export function measureRows(measures: Measures): MeasureRow[] {
  const found = measures as unknown as Readonly<Record<string, unknown>>;
  const rows = new Map<string, string[]>();
  for (const one of inOrder) {
    const value = found[one.name];
    if (value === undefined) continue;
    const [name, text] = one.row(value as NonNullable<unknown>);
    rows.set(name, [...(rows.get(name) ?? []), text]);
  }
  for (const [name, why] of Object.entries(measures.leftOut ?? {})) rows.set(`no ${name}`, [why]);
  return [...rows].map(([name, texts]) => [name, texts.join(', ')] as const);
}
