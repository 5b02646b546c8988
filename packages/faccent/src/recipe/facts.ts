import type { Fact } from '../model/facts.js';
import type { Model } from '../model/model.js';
import { STATED } from '../model/sources.js';
import type { RunOptions } from '../options.js';
import { regularizersOf } from '../regularizer/given.js';

/** What was taken to be so of the model of a run, whose options may say otherwise where it is held. */
export function factsOfRun(model: Model, { regularize }: Pick<RunOptions, 'regularize'>): readonly Fact[] {
  if (regularize === undefined) return model.facts;
  const layers = regularizersOf(regularize).flatMap((regularizer) => regularizer.layers);
  const value = layers.length ? layers.map((layer) => `"${layer}"`).join(' and ') : 'no layer';
  const held = { what: 'regularize', value, from: STATED };
  return model.facts.map((fact) => (fact.what === held.what ? held : fact));
}
