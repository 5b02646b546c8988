import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Json, Objective } from './objective.js';

/** What is combined: an objective, or a number, which becomes an input of the graph. */
export type Term = Objective | number;

/**
 * Sum of objectives and numbers.
 * @throws FaccentError if none of them is an objective, or a number is not finite
 * @example add(channel({ layer: 'mixed4c', unit: 12 }), channel({ layer: 'mixed4d', unit: 3 }))
 */
export function add(...terms: readonly Term[]): Objective {
  return combine('add', terms, (a, b) => a.add(b));
}

/**
 * The first less the second, of which one may be a number.
 * @throws FaccentError if neither is an objective, or a number is not finite
 * @example subtract(channel({ layer: 'mixed4c', unit: 12 }), channel({ layer: 'mixed4c', unit: 13 }))
 */
export function subtract(first: Term, second: Term): Objective {
  return combine('subtract', [first, second], (a, b) => a.sub(b));
}

/**
 * Product of objectives and numbers. The product of two objectives is raised by raising both only while both are above
 * zero.
 * @throws FaccentError if none of them is an objective, or a number is not finite
 * @example multiply(0.5, channel({ layer: 'mixed4c', unit: 12 }))
 */
export function multiply(...terms: readonly Term[]): Objective {
  return combine('multiply', terms, (a, b) => a.mul(b));
}

/**
 * The first over the second, of which one may be a number.
 * @throws FaccentError if the second is the number 0, neither is an objective, or a number is not finite
 * @example divide(channel({ layer: 'mixed4c', unit: 12 }), 4)
 */
export function divide(first: Term, second: Term): Objective {
  if (second === 0) throw new FaccentError('an objective cannot be divided by 0');
  return combine('divide', [first, second], (a, b) => a.div(b));
}

/**
 * The objective to be lowered.
 * @example negate(channel({ layer: 'mixed4c', unit: 12 }))
 */
export function negate(term: Objective): Objective {
  return combine(
    'negate',
    [term],
    (a) => a,
    (sum) => sum.neg(),
  );
}

function combine(
  name: string,
  terms: readonly Term[],
  merge: (a: Expression, b: Expression) => Expression,
  finish: (value: Expression) => Expression = (value) => value,
): Objective {
  if (terms.every((term) => typeof term === 'number'))
    throw new FaccentError(`${name} needs an objective, not numbers alone`);
  const parts = terms.map((term) => (typeof term === 'number' ? constant(term) : term));
  const objectives = terms.filter((term) => typeof term !== 'number');
  // what is linear in means is a mean: a sum is, and a product or quotient with numbers is
  const linear =
    ['add', 'subtract', 'negate'].includes(name) || (objectives.length === 1 && terms[0] === objectives[0]);
  const descriptions: Json[] = terms.map((term) => (typeof term === 'number' ? term : term.description));
  return {
    name,
    layers: [...new Set(parts.flatMap((part) => part.layers))],
    description: { name, terms: descriptions },
    meanOverViews: linear && objectives.every((term) => term.meanOverViews),
    // each part's inputs under its number, so that two parts never clash
    inputs: (dims) =>
      Object.fromEntries(
        parts.flatMap((part, i) =>
          Object.entries(part.inputs(dims)).map(([key, input]) => [`${i}.${key}`, input]),
        ),
      ),
    value: (activations, inputs) => {
      const own = (i: number): Record<string, Expression> =>
        Object.fromEntries(
          Object.entries(inputs)
            .filter(([key]) => key.startsWith(`${i}.`))
            .map(([key, input]) => [key.slice(`${i}.`.length), input]),
        );
      return finish(parts.map((part, i) => part.value(activations, own(i))).reduce(merge));
    },
  };
}

/** A number as an input of the graph, so that one graph serves every weight. */
function constant(number: number): Pick<Objective, 'layers' | 'inputs' | 'value'> {
  if (!Number.isFinite(number)) throw new FaccentError(`an objective's number must be finite, not ${number}`);
  return {
    layers: [],
    inputs: () => ({ number: { dims: [], values: Float32Array.of(number) } }),
    value: (_, inputs) => inputs.number!,
  };
}
