import { FaccentError } from '../errors.js';
import { shown } from './json.js';
import { type Optimizer, optimizerFrom } from '../optimizer/optimizer.js';
import { type HeldLayer, checkedHeld } from '../regularizer/regularizer.js';
import { type DescribedSchedule, scheduleFrom } from '../schedule/schedule.js';
import { type ShortForm, type ShortForms, inOrder, isJson, readShort, typedJson } from './legacy-short.js';

const adamForm = (name: string): ShortForm => ({
  ...{ name, usage: `${name}[:BETA1:BETA2[:EPSILON]]`, count: (n) => n === 0 || n === 2 || n === 3 },
  options: (given) => (given.length ? { betas: given.slice(0, 2), epsilon: given[2] } : {}),
});

const OPTIMIZERS: ShortForms = {
  adam: adamForm('adam'),
  nadam: adamForm('nadam'),
  sgd: inOrder('sgd', 'sgd[:MOMENTUM]', ['momentum']),
};

const SCHEDULES: ShortForms = {
  constant: inOrder('constant', 'constant'),
  linear: {
    ...{ name: 'linear', usage: 'linear[:TO] or linear:FROM:TO', count: (n) => n <= 2 },
    options: (given) => ({ to: given.at(-1), from: given.length === 2 ? given[0] : undefined }),
  },
  cosine: inOrder('cosine', 'cosine[:TO]', ['to']),
  step: inOrder('step', 'step:EVERY[:FACTOR]', ['every', 'factor'], 1),
};

/**
 * An optimizer as text, for command lines: `adam:0.5:0.99`, `sgd:0.9`, or the JSON of a description.
 * @throws FaccentError with what cannot be used
 * @example parseOptimizer('sgd:0.9').description // { name: 'sgd', momentum: 0.9 }
 */
export const parseOptimizer = (text: string): Optimizer =>
  optimizerFrom(isJson(text) ? typedJson(text, 'optimizer') : readShort(text, 'optimizer', OPTIMIZERS));

/**
 * A schedule as text, for command lines: `cosine:0.1`, `linear:1:0.1`, `step:30:0.5`, or the JSON of a description.
 * @throws FaccentError with what cannot be used
 * @example parseSchedule('cosine:0.1').description // { name: 'cosine', to: 0.1 }
 */
export const parseSchedule = (text: string): DescribedSchedule =>
  scheduleFrom(isJson(text) ? typedJson(text, 'schedule') : readShort(text, 'schedule', SCHEDULES));

const HELD = /^(.+?)(?::(\d*\.?\d+(?:e[+-]?\d+)?))?(?::(\d*\.?\d+(?:e[+-]?\d+)?))?$/i;

/**
 * A held layer as text, for command lines: `LAYER`, `LAYER:POWER` or `LAYER:POWER:WEIGHT`. A layer's name may hold colons,
 * but no number behind the last.
 * @throws FaccentError for a power or a weight that makes no distance
 * @example parseHeldLayer('conv2:1:0.5') // { layer: 'conv2', power: 1, weight: 0.5 }
 */
export function parseHeldLayer(text: string): HeldLayer {
  const [, layer, power, weight] = HELD.exec(text.trim()) ?? [];
  if (layer === undefined)
    throw new FaccentError(
      `${shown(text)} is no held layer: it should be LAYER, LAYER:POWER or LAYER:POWER:WEIGHT`,
    );
  const held = {
    layer,
    ...(power !== undefined && { power: Number(power) }),
    ...(weight !== undefined && { weight: Number(weight) }),
  };
  return checkedHeld([held])[0]!;
}
