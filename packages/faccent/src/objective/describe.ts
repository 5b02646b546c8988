import type { Encoder } from '../concept/encoder.js';
import { encoderLatent } from '../concept/encoder-latent.js';
import { FaccentError } from '../errors.js';
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

/** What descriptions name and cannot hold. */
type Encoders = readonly Encoder[];

/** Reads a value of the JSON; `path` says in errors where it stood. */
type Check<T> = (value: unknown, path: string, encoders?: Encoders) => T;
type Checks<O> = { readonly [K in keyof O]-?: Check<O[K]> };
type Fields = Readonly<Record<string, unknown>>;

/** Descriptions are nested no deeper and have no more terms than this: more is a mistake, or an attack. */
const DEEPEST = 256;
const MOST_TERMS = 1000;

/**
 * The objective that a description stands for: `objectiveFrom(objective.description)` makes `objective` again.
 * @param description JSON from anywhere. Everything in it is checked but what depends on the network (layers, units,
 * positions), which is checked when a graph is built.
 * @param encoders those whose latents it may ask for; a description names an encoder by its fingerprint
 * @throws FaccentError that names the part of the description that cannot be used
 * @example objectiveFrom({ name: 'channel', layer: 'mixed4c', unit: 12 })
 */
export function objectiveFrom(
  description: unknown,
  { encoders }: { readonly encoders?: Encoders } = {},
): Objective {
  if (deeperThan(description, DEEPEST))
    throw new FaccentError(`the objective's description is nested more than ${DEEPEST} deep`);
  return read(description, 'objective', encoders);
}

function read(json: unknown, path: string, encoders?: Encoders): Objective {
  const { name, ...fields } = objectOf(json, path);
  const reader = typeof name === 'string' ? READERS.get(name) : undefined;
  if (!reader) {
    const known = [...READERS.keys()].join(', ');
    throw new FaccentError(`${path}.name is ${shown(name)}; it should be one of ${known}`);
  }
  return reader(fields, path, encoders);
}

const wrong = (value: unknown, path: string, wanted: string): never => {
  throw new FaccentError(
    `${path} is ${value === undefined ? 'missing' : shown(value)}; it should be ${wanted}`,
  );
};

/** A value as errors quote it: whatever a file holds, errors stay short. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function objectOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong(value, path, 'an object, like {"name": "channel", "layer": "mixed4c", "unit": 12}');
  return value as Fields;
}

/** Exactly the fields that are checked. */
function fieldsOf<O>(fields: Fields, path: string, checks: Checks<O>, encoders?: Encoders): O {
  for (const key of Object.keys(fields)) {
    if (!Object.hasOwn(checks, key)) {
      const known = Object.keys(checks).join(', ') || 'no options';
      throw new FaccentError(`${path} has ${shown(key)}, which it does not know; it has ${known}`);
    }
  }
  const values = Object.entries<Check<unknown>>(checks).map(([key, check]) => [
    key,
    check(Object.hasOwn(fields, key) ? fields[key] : undefined, `${path}.${key}`, encoders),
  ]);
  return Object.fromEntries(values) as O;
}

const record =
  <O>(checks: Checks<O>): Check<O> =>
  (value, path, encoders) =>
    fieldsOf(objectOf(value, path), path, checks, encoders);

const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, path, encoders) =>
    value === undefined ? undefined : check(value, path, encoders);

const text: Check<string> = (value, path) =>
  typeof value === 'string' && value !== '' ? value : wrong(value, path, 'text');

const number: Check<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong(value, path, 'a finite number');

const index: Check<number> = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : wrong(value, path, 'a whole number, 0 or more');

const flag: Check<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : wrong(value, path, 'true or false');

const oneOf =
  <const T>(...choices: readonly T[]): Check<T> =>
  (value, path) =>
    choices.includes(value as T) ? (value as T) : wrong(value, path, choices.join(' or '));

const numbers: Check<readonly number[]> = (value, path) =>
  Array.isArray(value) && value.length > 0
    ? value.map((v, i) => number(v, `${path}[${i}]`))
    : wrong(value, path, 'a list of numbers');

const pair: Check<readonly [number, number]> = (value, path) =>
  Array.isArray(value) && value.length === 2
    ? [index(value[0], `${path}[0]`), index(value[1], `${path}[1]`)]
    : wrong(value, path, 'two whole numbers');

const unit: Check<number | readonly number[]> = (value, path) =>
  (Array.isArray(value) ? numbers : index)(value, path);

const term: Check<Term> = (value, path, encoders) =>
  typeof value === 'number' ? number(value, path) : read(value, path, encoders);

/** That many terms, or any number of them. */
const terms =
  (count?: number): Check<readonly Term[]> =>
  (value, path, encoders) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_TERMS &&
    value.length === (count ?? value.length)
      ? value.map((v, i) => term(v, `${path}[${i}]`, encoders))
      : wrong(value, path, `a list of ${count ?? `1 to ${MOST_TERMS}`} objectives or numbers`);

const box = record({ y: index, x: index, height: index, width: index });
const feature = record({ layer: text, unit });
const item = optional(index);
const items = optional(pair);
const position = optional(pair);
const power = optional(number);

const encoder: Check<Encoder> = (value, path, encoders = []) =>
  encoders.find(({ fingerprint }) => fingerprint === value) ??
  wrong(value, path, 'the fingerprint of an encoder that is given beside the description');

type Reader = (fields: Fields, path: string, encoders?: Encoders) => Objective;

/** A function that makes an objective, and a check for each of its options: the compiler sees that none is missing. */
const reads =
  <O>(make: (options: O) => Objective, checks: Checks<NoInfer<O>>): Reader =>
  (fields, path, encoders) =>
    make(fieldsOf(fields, path, checks, encoders));

const combines = (make: (...terms: readonly Term[]) => Objective, count?: number): Reader =>
  reads((options: { terms: readonly Term[] }) => make(...options.terms), { terms: terms(count) });

/** Every objective under the name that its description has. */
const READERS = new Map<string, Reader>([
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
  ['encoderLatent', reads(encoderLatent, { layer: text, encoder, latent: unit, position, item })],
  ['add', combines(add)],
  ['subtract', combines((first, second) => subtract(first, second), 2)],
  ['multiply', combines(multiply)],
  ['divide', combines((first, second) => divide(first, second), 2)],
  ['negate', combines((only) => negate(only as Objective), 1)],
]);

/**
 * The names that descriptions can have.
 * @example objectiveNames.includes('neuron')
 */
export const objectiveNames: readonly string[] = [...READERS.keys()];

/** Looks no deeper than the limit, so that no nesting exhausts the stack. */
function deeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((v) => deeperThan(v, limit - 1));
}
