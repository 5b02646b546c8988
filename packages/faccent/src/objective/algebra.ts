import type { Expression } from 'onnx-grad';
import * as z from 'zod/mini';
import { required } from '../declaration/option.js';
import { type Schema, number, numberOr } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { together } from './networks.js';
import { type Built, type Objective, objective } from './objective.js';
import { isObjective } from './options.js';

/** What is combined: an objective, or a number, which becomes an input of the graph. */
export type Term = Objective | number;

/**
 * Sum of objectives and numbers (docs/method.md, 5.7).
 * @throws FaccentError if none of them is an objective, a number is not finite, or there are more than 1000
 * @example
 * const both = add(channel({ layer: 'block5c', unit: 12 }), channel({ layer: 'block6a', unit: 3 }));
 * await accentuate(model, photo, both);
 */
export const add = objective('add', {
  about: 'sum of objectives and numbers',
  options: { terms: termsOf() },
  from: (...terms: readonly Term[]) => ({ terms }),
  build: ({ terms }) => combined('add', terms, { linear: true, merge: (a, b) => a.add(b) }),
});

/**
 * The first less the second, of which one may be a number (docs/method.md, 5.7).
 * @throws FaccentError if neither is an objective, or a number is not finite
 * @example
 * const rather = subtract(channel({ layer: model.logits, unit: 281 }), channel({ layer: model.logits, unit: 282 }));
 * await accentuate(model, photo, rather); // what speaks for one class and against the other
 */
export const subtract = objective('subtract', {
  about: 'the first less the second, of which one may be a number',
  options: { terms: termsOf(2) },
  from: (first: Term, second: Term) => ({ terms: [first, second] }),
  build: ({ terms }) => combined('subtract', terms, { linear: true, merge: (a, b) => a.sub(b) }),
});

/**
 * Product of objectives and numbers (docs/method.md, 5.7). The product of two objectives is raised by raising both only
 * while both are above zero.
 * @throws FaccentError if none of them is an objective, a number is not finite, or there are more than 1000
 * @example
 * const half = multiply(0.5, channel({ layer: 'block6a', unit: 3 }));
 * await accentuate(model, photo, add(channel({ layer: 'block5c', unit: 12 }), half));
 */
export const multiply = objective('multiply', {
  about: 'product of objectives and numbers',
  options: { terms: termsOf() },
  from: (...terms: readonly Term[]) => ({ terms }),
  build: ({ terms }) => combined('multiply', terms, { linear: isScaled(terms), merge: (a, b) => a.mul(b) }),
});

/**
 * The first over the second, of which one may be a number (docs/method.md, 5.7).
 * @throws FaccentError if the second is the number 0, neither is an objective, or a number is not finite
 * @example divide(channel({ layer: 'block5c', unit: 12 }), 4).description.name; // 'divide'
 */
export const divide = objective('divide', {
  about: 'the first over the second, of which one may be a number',
  options: { terms: termsOf(2) },
  from: (first: Term, second: Term) => ({ terms: [first, second] }),
  build: ({ terms }) => {
    if (terms[1] === 0) throw new FaccentError('an objective cannot be divided by 0');
    return combined('divide', terms, { linear: isScaled(terms), merge: (a, b) => a.div(b) });
  },
});

/**
 * The objective to be lowered (docs/method.md, 5.7).
 * @throws FaccentError if it is none
 * @example await accentuate(model, photo, negate(channel({ layer: 'block5c', unit: 12 }))); // what keeps it from firing
 */
export const negate = objective('negate', {
  about: 'the objective to be lowered',
  options: { terms: termsOf(1) },
  from: (term: Objective) => ({ terms: [term] }),
  build: ({ terms }) => {
    const { value, ...same } = combined('negate', terms, { linear: true, merge: (a) => a });
    return { ...same, value: (...seen) => value(...seen).neg() };
  },
});

/** An option of that many terms, or of any number of them that descriptions can hold. */
function termsOf(count?: number) {
  const [least, most] = count === undefined ? [1, 1000] : [count, count];
  const wanted = `a list of ${count ?? `${least} to ${most}`} objectives or numbers`;
  const term: Schema<Term> = numberOr(
    number,
    z.custom<Objective>(isObjective, 'an objective'),
    'an objective or a number',
  );
  const schema: Schema<readonly Term[]> = z
    .array(term, wanted)
    .check(z.minLength(least, wanted), z.maxLength(most, wanted));
  return required(schema, 'what is combined', {
    json: {
      write: (terms, describe) => terms.map((one) => (typeof one === 'number' ? one : describe(one))),
      // what is no list, or too long for one, is refused by the schema
      read: (json, path, within) =>
        Array.isArray(json)
          ? json.map((one, i) =>
              typeof one === 'number' ? one : (within.read(one, `${path}[${i}]`) as Objective),
            )
          : (json as Term[]),
    },
  });
}

/** Whether an objective is taken times or over numbers alone, and written first: then what is linear in it is a mean. */
function isScaled(terms: readonly Term[]): boolean {
  const objectives = terms.filter((term) => typeof term !== 'number');
  return objectives.length === 1 && terms[0] === objectives[0];
}

/** @param linear whether it is a mean over views where its terms are */
function combined(
  name: string,
  terms: readonly Term[],
  { linear, merge }: { linear: boolean; merge: (a: Expression, b: Expression) => Expression },
): Built {
  const objectives = terms.filter((term) => typeof term !== 'number');
  if (objectives.length === 0) throw new FaccentError(`${name} needs an objective, not numbers alone`);
  const parts = terms.map((term) => (typeof term === 'number' ? constant(term) : term));
  return {
    layers: [...new Set(parts.flatMap((part) => part.layers))],
    photographLayers: [...new Set(objectives.flatMap((part) => part.photographLayers ?? []))],
    networks: together(objectives.flatMap((part) => part.networks ?? [])),
    against: objectives.find((part) => part.against)?.against,
    meanOverViews: linear && objectives.every((term) => term.meanOverViews),
    // each part's inputs under its number, so that two parts never clash
    inputs: (dims) =>
      Object.fromEntries(
        parts.flatMap((part, i) =>
          Object.entries(part.inputs(dims)).map(([key, input]) => [`${i}.${key}`, input]),
        ),
      ),
    value: (activations, inputs, photograph) => {
      const own = (i: number): Record<string, Expression> =>
        Object.fromEntries(
          Object.entries(inputs)
            .filter(([key]) => key.startsWith(`${i}.`))
            .map(([key, input]) => [key.slice(`${i}.`.length), input]),
        );
      return parts.map((part, i) => part.value(activations, own(i), photograph)).reduce(merge);
    },
  };
}

/** A number as an input of the graph, so that one graph serves every weight. */
const constant = (number: number): Pick<Objective, 'layers' | 'inputs' | 'value'> => ({
  layers: [],
  inputs: () => ({ number: { dims: [], values: Float32Array.of(number) } }),
  value: (_, inputs) => inputs.number!,
});
