import type { Expression } from '../ad/expression.js';
import type { Call, OperatorTable } from './operator.js';

/** softmax(q·kᵀ·scale + bias)·v for (batch, heads, tokens, size). */
function attend(q: Expression, k: Expression, v: Expression, scale: number, bias?: Expression): Expression {
  const scores = q.mul(scale).matmul(k.matrixTranspose());
  const biased = bias ? scores.add(bias) : scores;
  return q.builder.apply('Softmax', [biased], { axis: -1 }).matmul(v);
}

/** (batch, tokens, heads · size) → (batch, heads, tokens, size) */
function split(x: Expression, heads: number): Expression {
  const [n, tokens, width] = x.dims as [number, number, number];
  return x.reshape([n, tokens, heads, width / heads]).transpose([0, 2, 1, 3]);
}

/** (batch, heads, tokens, size) → (batch, tokens, heads · size) */
function merge(x: Expression): Expression {
  const [n, heads, tokens, size] = x.dims as [number, number, number, number];
  return x.transpose([0, 2, 1, 3]).reshape([n, tokens, heads * size]);
}

/** Refuses inputs that no vision model has: masks of text, caches of generation. */
function refuse(
  call: Call,
  inputs: readonly (Expression | undefined)[],
  unsupported: readonly number[],
): void {
  const given = unsupported.find((i) => inputs[i] !== undefined);
  if (given !== undefined)
    throw call.error(`has its input ${given} (a mask or a cache), which is not supported`);
}

function scaleOf(call: Call, headSize: number): number {
  const scale = call.number('scale', 0);
  return scale === 0 ? 1 / Math.sqrt(headSize) : scale;
}

/** Attention between tokens. */
export const attention: OperatorTable = {
  // (batch, heads, tokens, size), or (batch, tokens, width) with the heads as attributes
  Attention: {
    since: 23,
    decompose: (call, inputs) => {
      const [q, k, v, mask] = inputs as Expression[];
      refuse(call, inputs, [4, 5]);
      if (call.number('is_causal', 0) || call.number('softcap', 0))
        throw call.error('is causal or capped, which is not supported');
      const flat = q!.rank === 3;
      const parts = [q!, k!, v!].map((x, i) =>
        flat ? split(x, call.number(i === 0 ? 'q_num_heads' : 'kv_num_heads')) : x,
      ) as [Expression, Expression, Expression];
      const bias = mask?.type === 'bool' ? mask.cast(q!.type).sub(1).mul(1e9) : mask;
      const result = attend(...parts, scaleOf(call, parts[0].dims[3]!), bias);
      return [flat ? merge(result) : result];
    },
  },
  'com.microsoft.Attention': {
    decompose: (call, inputs) => {
      const [x, weights, bias, , , relative] = inputs;
      refuse(call, inputs, [3, 4, 6]);
      if (call.number('unidirectional', 0) || call.number('do_rotary', 0))
        throw call.error('is causal or turns its keys, which is not supported');
      const heads = call.number('num_heads');
      const projected = bias ? x!.matmul(weights!).add(bias) : x!.matmul(weights!);
      const each = projected.dims[2]! / 3;
      const sizes = call.ints('qkv_hidden_sizes', [each, each, each]);
      const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
      const part = (i: number): Expression =>
        split(projected.slice(2, starts[i]!, starts[i]! + sizes[i]!), heads);
      return [merge(attend(part(0), part(1), part(2), scaleOf(call, sizes[0]! / heads), relative))];
    },
  },
  'com.microsoft.MultiHeadAttention': {
    decompose: (call, inputs) => {
      const [query, key, value, bias, , relative] = inputs;
      refuse(call, inputs, [4, 6, 7]);
      if (call.number('unidirectional', 0)) throw call.error('is causal, which is not supported');
      if (query!.rank !== 3 || key?.rank !== 3 || value?.rank !== 3)
        throw call.error('has packed inputs, which are not supported');
      const heads = call.number('num_heads');
      let start = 0;
      const parts = [query!, key, value].map((x) => {
        const width = x.dims[2]!;
        const shifted = bias ? x.add(bias.slice(0, start, (start += width))) : x;
        return split(shifted, heads);
      }) as [Expression, Expression, Expression];
      return [merge(attend(...parts, scaleOf(call, parts[0].dims[3]!), relative))];
    },
  },
};
