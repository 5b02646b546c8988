import type { Encoder } from '../concept/encoder.js';
import { encoderLatent } from '../concept/encoder-latent.js';
import {
  type Check,
  type Reader,
  checkDepth,
  flag,
  index,
  number,
  numbers,
  oneOf,
  optional,
  pair,
  readNamed,
  reads,
  record,
  text,
  wrong,
} from '../declaration/json.js';
import { type Term, add, divide, multiply, negate, subtract } from './algebra.js';
import { alignment, diversity, interpolation } from './batch.js';
import { channel } from './channel.js';
import { compareCosine, compareDotCosine, compareL1, compareL2, comparePearson } from './compare.js';
import { cosim, direction } from './direction.js';
import { inputBlur } from './input-blur.js';
import { neuron } from './neuron.js';
import type { Objective } from './objective.js';
import { spatial, spatialCosine } from './spatial.js';
import { weightedChannel, weightedGroup, weightedNeuron } from './weighted.js';

/** Descriptions have no more terms than this. */
const MOST_TERMS = 1000;

/**
 * The objective that a description stands for: `objectiveFrom(objective.description)` makes `objective` again.
 * @param description JSON from anywhere. Everything in it is checked but what depends on the network (layers, units,
 * positions), which is checked when a graph is built.
 * @param encoders those whose latents it may ask for: a description names an encoder by its fingerprint
 * @throws FaccentError that names the part of the description that cannot be used
 * @example objectiveFrom({ name: 'channel', layer: 'mixed4c', unit: 12 })
 */
export function objectiveFrom(
  description: unknown,
  { encoders = [] }: { readonly encoders?: readonly Encoder[] } = {},
): Objective {
  checkDepth(description, 'objective');
  return readNamed(description, 'objective', readersWith(encoders), EXAMPLE);
}

const EXAMPLE = '{"name": "channel", "layer": "mixed4c", "unit": 12}';

const unit: Check<number | readonly number[]> = (value, path) =>
  (Array.isArray(value) ? numbers : index)(value, path);

const box = record({ y: index, x: index, height: index, width: index });
const feature = record({ layer: text, unit });
const item = optional(index);
const items = optional(pair);
const position = optional(pair);
const power = optional(number);

/** Objectives that are described by themselves, under the names that their descriptions have. */
const PLAIN: readonly (readonly [string, Reader<Objective>])[] = [
  ['channel', reads(channel, { layer: text, unit, item })],
  ['neuron', reads(neuron, { layer: text, unit, position, item })],
  ['direction', reads(direction, { layer: text, unit, position, item })],
  ['cosim', reads(cosim, { layer: text, unit, power, position, item })],
  ['weightedChannel', reads(weightedChannel, { layer: text, weights: optional(numbers), item })],
  ['weightedNeuron', reads(weightedNeuron, { layer: text, weights: optional(numbers), position, item })],
  ['weightedGroup', reads(weightedGroup, { layer: text, weights: optional(numbers), box, item })],
  ['spatial', reads(spatial, { layer: text, target: numbers, item })],
  [
    'spatialCosine',
    reads(spatialCosine, {
      layer: text,
      target: numbers,
      power,
      crop: optional(box),
      masked: optional(flag),
      item,
    }),
  ],
  ['compareL1', reads(compareL1, { layer: text, items })],
  ['compareL2', reads(compareL2, { layer: text, items, norm: optional(oneOf(1, 2)), position })],
  ['compareCosine', reads(compareCosine, { layer: text, items })],
  ['compareDotCosine', reads(compareDotCosine, { layer: text, items, power })],
  ['comparePearson', reads(comparePearson, { layer: text, items, power })],
  ['alignment', reads(alignment, { layer: text, decay: optional(number) })],
  ['diversity', reads(diversity, { layer: text })],
  ['interpolation', reads(interpolation, { from: feature, to: feature })],
  ['inputBlur', reads(inputBlur, {})],
];

/** Every objective under the name that its description has: those that hold others read them as well. */
function readersWith(encoders: readonly Encoder[]): ReadonlyMap<string, Reader<Objective>> {
  const readers = new Map(PLAIN);
  const encoder: Check<Encoder> = (value, path) =>
    encoders.find(({ fingerprint }) => fingerprint === value) ??
    wrong(value, path, 'the fingerprint of an encoder that is given beside the description');
  const term: Check<Term> = (value, path) =>
    typeof value === 'number' ? number(value, path) : readNamed(value, path, readers, EXAMPLE);
  const combines = (make: (...terms: readonly Term[]) => Objective, count?: number): Reader<Objective> =>
    reads((options: { terms: readonly Term[] }) => make(...options.terms), { terms: termsOf(term, count) });
  return readers
    .set('encoderLatent', reads(encoderLatent, { layer: text, encoder, latent: unit, position, item }))
    .set('add', combines(add))
    .set(
      'subtract',
      combines((first, second) => subtract(first, second), 2),
    )
    .set('multiply', combines(multiply))
    .set(
      'divide',
      combines((first, second) => divide(first, second), 2),
    )
    .set(
      'negate',
      combines((only) => negate(only as Objective), 1),
    );
}

/** That many terms, or any number of them. */
const termsOf =
  (term: Check<Term>, count?: number): Check<readonly Term[]> =>
  (value, path) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_TERMS &&
    value.length === (count ?? value.length)
      ? value.map((v, i) => term(v, `${path}[${i}]`))
      : wrong(value, path, `a list of ${count ?? `1 to ${MOST_TERMS}`} objectives or numbers`);

/**
 * The names that descriptions can have.
 * @example objectiveNames.includes('neuron')
 */
export const objectiveNames: readonly string[] = [...readersWith([]).keys()];
