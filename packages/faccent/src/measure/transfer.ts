import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { type InspectOptions, strongest } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import { type Change, change } from './change.js';
import { declareMeasure } from './kind.js';
import type { OtherClass } from './other-class.js';
import { arrow } from './rows.js';

/** What another model makes of the accentuation of a class. */
export interface Transfer {
  readonly unit: number;
  readonly label?: string;
  /** The class's score before the softmax or sigmoid. */
  readonly logit: Change;
  /** As the model has it, by a softmax over all classes or a sigmoid for each; in [0, 1]. None of plain numbers. */
  readonly probability?: Change;
}

async function scoreOf(model: Model, image: Image, unit: number, options: InspectOptions) {
  const all = await strongest(model, image, { ...options, layer: model.logits, count: Infinity });
  const found = all.find((score) => score.unit === unit);
  if (!found)
    throw new FaccentError(`the second model has classes 0 to ${all.length - 1}; there is no class ${unit}`);
  const { activation, probability, label, position } = found;
  if (position)
    throw new FaccentError(
      `the second model's "${model.logits}" has positions: it is no list of class scores`,
    );
  return { activation, probability, label };
}

/**
 * How a class of another model responds to an accentuation: what transfers is more than one network's quirk
 * (docs/method.md, 13.4).
 * @throws FaccentError if the model has no such class, or its output is no list of class scores
 * @example
 * const other = await loadModel('efficientnet-lite0');
 * const { logit } = await transfer({ model: other, unit: 'schooner' }, photo, image);
 * console.log(logit.change);
 */
export const transfer = declareMeasure('transfer', {
  about: 'a class in another model: its score before the softmax, and its probability, 0 to 1',
  comparedWith: 'another model',
  compute: async (
    { model, unit }: OtherClass,
    photo: Image,
    accentuation: Image,
    options: InspectOptions = {},
  ): Promise<Transfer> => {
    const index = typeof unit === 'number' ? unit : model.classIndex(unit);
    const before = await scoreOf(model, photo, index, options);
    const after = await scoreOf(model, accentuation, index, options);
    return {
      unit: index,
      ...(before.label !== undefined && { label: before.label }),
      logit: change(before.activation, after.activation),
      ...(before.probability !== undefined && {
        probability: change(before.probability, after.probability!),
      }),
    };
  },
  needs: ({ second, photo, accentuation, running }) => second && [second, photo, accentuation, running],
  row: ({ label, unit, logit, probability }) => [
    `in the other model, ${label ?? `class ${unit}`}`,
    [
      `logit ${arrow(logit.before, logit.after, 2)}`,
      ...(probability ? [`probability ${arrow(probability.before, probability.after, 4)}`] : []),
    ].join(', '),
  ],
});
