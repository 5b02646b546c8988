import type { Fact } from '../model/facts.js';
import type { Model } from '../model/model.js';
import { STATED } from '../model/sources.js';
import type { RunOptions } from '../options.js';
import type { Start } from '../parameterization/parameterization.js';
import { regularizersOf } from '../regularizer/given.js';

/**
 * What was taken to be so of the model of a run, whose options may say otherwise where it is held; from noise there is
 * nothing to hold it to.
 */
export function factsOfRun(
  model: Model,
  { regularize }: Pick<RunOptions, 'regularize'>,
  start: Start,
): readonly Fact[] {
  if (regularize === undefined && start === 'photograph') return model.facts;
  const layers =
    start === 'noise' ? [] : regularizersOf(regularize!).flatMap((regularizer) => regularizer.layers);
  const held: Fact = {
    what: 'regularize',
    value: layers.length ? layers.map((layer) => `"${layer}"`).join(' and ') : 'no layer',
    from: start === 'noise' ? 'a start from noise' : STATED,
  };
  return model.facts.map((fact) => (fact.what === held.what ? held : fact));
}
