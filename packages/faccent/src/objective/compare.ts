import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { norm, raised, wholePower } from './cosine.js';
import { type Objective, type ObjectiveInput, describe } from './objective.js';
import { type Position, atPosition, positionInput } from './position.js';
import { batchItem } from './unit.js';

/** Where two images of a batch are compared. */
export interface CompareOptions {
  readonly layer: string;
  /** The two images of the batch; 0 and 1 by default. */
  readonly items?: readonly [number, number];
}

/** Options of `compareL2`. */
export interface CompareL2Options extends CompareOptions {
  /** Which norm over the channels: 2 by default, or 1. */
  readonly norm?: 1 | 2;
  /** Row and column in the layer; all positions by default. */
  readonly position?: Position;
}

/** Options of `compareDotCosine` and `comparePearson`. */
export interface ComparePowerOptions extends CompareOptions {
  /** Power of the similarity, a whole number; 1 by default. */
  readonly power?: number;
}

const BOTH = [0, 1] as const;

/**
 * Mean |difference| of two images' activations over views, channels and positions. Raising it parts them.
 * @example negate(compareL1({ layer: 'mixed4c' }))
 */
export function compareL1({ layer, items = BOTH }: CompareOptions): Objective {
  return comparison('compareL1', { layer, items }, (first, second) => first.sub(second).abs().mean());
}

/**
 * Distance of two images: the L2 (or L1) norm of the difference over channels, then the mean over views and positions.
 * Raising it parts them.
 * @throws FaccentError for another norm
 * @example compareL2({ layer: 'mixed4c', position: [7, 7] })
 */
export function compareL2({ layer, items = BOTH, norm: order = 2, position }: CompareL2Options): Objective {
  if (order !== 1 && order !== 2)
    throw new FaccentError(`images are compared by the norm 1 or 2, not ${String(order)}`);
  return {
    ...comparison('compareL2', { layer, items, norm: order, position }, (first, second, inputs) => {
      const difference = first.sub(second);
      const distance = order === 1 ? difference.abs().sum([2]) : norm(difference, [2]);
      return (inputs.position ? atPosition(distance, inputs.position) : distance).mean();
    }),
    inputs: (dims): Record<string, ObjectiveInput> =>
      position ? { position: positionInput(position, dims(layer), layer) } : {},
  };
}

/**
 * Minus the cosine, in [-1, 1], of two images' activations as wholes, averaged over views. As with the distances,
 * raising it parts them.
 * @example compareCosine({ layer: 'mixed4c', items: [0, 1] })
 */
export function compareCosine({ layer, items = BOTH }: CompareOptions): Objective {
  return comparison('compareCosine', { layer, items }, (first, second) =>
    similarity(first, second).cosine.mean().neg(),
  );
}

/**
 * Dot product times a power of the cosine of two images' activations as wholes, averaged over views. Raising it makes
 * them alike (an even power leaves its sign to the dot product).
 * @throws FaccentError if the power is not 0, 1, 2, …
 * @example compareDotCosine({ layer: 'mixed4c', power: 2 })
 */
export function compareDotCosine({ layer, items = BOTH, power = 1 }: ComparePowerOptions): Objective {
  wholePower(power);
  return comparison('compareDotCosine', { layer, items, power }, (first, second) => {
    const { dot, cosine } = similarity(first, second);
    return dot.mul(raised(cosine, power)).mean();
  });
}

/**
 * A power of Pearson's correlation, in [-1, 1], of two images' activations, all views taken together. Raising it makes
 * them alike. Times `channel`, it is the authors' dot × Pearson.
 * @throws FaccentError if the power is not 0, 1, 2, …
 * @example multiply(channel({ layer: 'mixed4c', unit: 12, item: 0 }), comparePearson({ layer: 'mixed4c' }))
 */
export function comparePearson({ layer, items = BOTH, power = 1 }: ComparePowerOptions): Objective {
  wholePower(power);
  return comparison('comparePearson', { layer, items, power }, (first, second) => {
    const [a, b] = [first.sub(first.mean()), second.sub(second.mean())];
    return raised(
      a
        .mul(b)
        .sum()
        .div(norm(a).mul(norm(b))),
      power,
    );
  });
}

type Compare = (
  first: Expression,
  second: Expression,
  inputs: Readonly<Record<string, Expression>>,
) => Expression;

function comparison<O extends CompareOptions & { readonly items: readonly [number, number] }>(
  name: string,
  options: O,
  compare: Compare,
): Objective {
  const { layer, items } = options;
  return {
    name,
    layers: [layer],
    description: describe(name, options),
    inputs: () => ({}),
    value: (activations, inputs) => {
      const a = activations(layer);
      return compare(batchItem(a, items[0]), batchItem(a, items[1]), inputs);
    },
  };
}

/** Of each view, over all channels and positions. */
function similarity(first: Expression, second: Expression): { dot: Expression; cosine: Expression } {
  const inner = first.dims.map((_, axis) => axis).slice(2);
  const dot = first.mul(second).sum(inner);
  return { dot, cosine: dot.div(norm(first, inner).mul(norm(second, inner))) };
}
