import type { Expression } from '../ad/expression.js';
import type { Call, Inputs, OperatorTable } from './operator.js';

/** Cosines or sines of the angles: (batch or 1, tokens, 1, pairs). */
function angles(cache: Expression, positions: Expression | undefined): Expression {
  const rows = positions ? cache.builder.apply('Gather', [cache, positions], { axis: 0 }) : cache;
  return rows.unsqueeze(2);
}

/** Turns each pair of elements of a token's heads, (batch, tokens, heads, size), by the angle of the token's place. */
function rotated(call: Call, x: Expression, cos: Expression, sin: Expression): Expression {
  const size = x.dims[3]!;
  const turned = call.number('rotary_embedding_dim', 0) || size;
  const half = turned / 2;
  if (!Number.isInteger(half) || turned > size || cos.dims[3] !== half)
    throw call.error(`turns ${turned} of ${size} elements by ${cos.dims[3]} angles`);
  const b = x.builder;
  const apart = call.number('interleaved', 0) === 1;
  const first = apart ? x.slice(3, 0, turned, 2) : x.slice(3, 0, half);
  const second = apart ? x.slice(3, 1, turned, 2) : x.slice(3, half, turned);
  const real = first.mul(cos).sub(second.mul(sin));
  const imaginary = first.mul(sin).add(second.mul(cos));
  const pairs = apart
    ? b.concat([real.unsqueeze(4), imaginary.unsqueeze(4)], 4).reshape([...x.dims.slice(0, 3), turned])
    : b.concat([real, imaginary], 3);
  return turned === size ? pairs : b.concat([pairs, x.slice(3, turned, size)], 3);
}

/** Positions of tokens as angles. */
export const rotary: OperatorTable = {
  // (batch, heads, tokens, size), or (batch, tokens, width) with the heads as an attribute
  RotaryEmbedding: {
    since: 23,
    decompose: (call, [x, cosines, sines, positions]: Inputs) => {
      const [cos, sin] = [angles(cosines!, positions), angles(sines!, positions)];
      if (x!.rank === 4) return [rotated(call, x!.transpose([0, 2, 1, 3]), cos, sin).transpose([0, 2, 1, 3])];
      const [n, tokens, width] = x!.dims as [number, number, number];
      const heads = call.number('num_heads');
      return [rotated(call, x!.reshape([n, tokens, heads, width / heads]), cos, sin).reshape(x!.dims)];
    },
  },
};
