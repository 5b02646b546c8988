import type { Expression } from '../ad/expression.js';
import type { Backward } from './operator.js';

/** How elements at indices are read, and how others are written there. */
export interface Access {
  readonly read: (from: Expression) => Expression;
  readonly write: (onto: Expression, updates: Expression, reduction: string) => Expression;
}

type Pair = [Expression | undefined, undefined, Expression | undefined];

/** Cotangents of what is written onto, and of what is written, by the reduction; indices may depend on the image. */
export function scatterGradient({ call, inputs, outputs, cotangent, wants }: Backward, access: Access): Pair {
  const { read, write } = access;
  const [data, , updates] = inputs as [Expression, Expression, Expression];
  const y = outputs[0]!;
  const b = cotangent.builder;
  const either = (first: () => Expression, second: () => Expression): Pair => [
    wants(0) ? first() : undefined,
    undefined,
    wants(2) ? second() : undefined,
  ];
  const reduction = call.text('reduction', 'none');
  switch (reduction) {
    case 'none':
      return either(
        () => write(cotangent, b.zeros(updates), 'none'),
        () => read(cotangent),
      );
    case 'add':
      return either(
        () => cotangent,
        () => read(cotangent),
      );
    case 'mul': {
      // where a factor is zero there is no dividing by it: it is taken to be the only one at its place
      const others = (): Expression => {
        const zero = updates.equal(0);
        const shares = read(cotangent.mul(y)).div(zero.where(b.zeros(updates).add(1), updates));
        return zero.where(read(cotangent.mul(data)), shares);
      };
      return either(() => cotangent.mul(write(b.zeros(data).add(1), updates, 'mul')), others);
    }
    case 'max':
    case 'min': {
      // those that are the extreme share the gradient
      const kept = data.equal(y).cast(y.type);
      const taken = updates.equal(read(y)).cast(y.type);
      const share = cotangent.div(write(kept, taken, 'add'));
      return either(
        () => share.mul(kept),
        () => read(share).mul(taken),
      );
    }
    default:
      throw call.error(`has the reduction "${reduction}"`);
  }
}
