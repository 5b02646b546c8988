import type { Expression } from '../ad/expression.js';
import { hidden, maskOf, maskedSoftmax } from './attention-mask.js';
import type { Call, Inputs, OperatorTable } from './operator.js';

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

/** Refuses inputs of the runtime's own operators that no vision model has: masks of text, caches of generation. */
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

/** Heads of keys or values that several heads of queries share, once for each. */
function shared(x: Expression, heads: number): Expression {
  const [n, own, tokens, size] = x.dims as [number, number, number, number];
  if (own === heads) return x;
  return x
    .unsqueeze(2)
    .expand([n, own, heads / own, tokens, size])
    .reshape([n, heads, tokens, size]);
}

/** ONNX's own: heads in groups, caches, masks, and scores on request. */
function attentionWithCache(
  call: Call,
  [query, key, value, given, pastKey, pastValue]: Inputs,
): (Expression | undefined)[] {
  const flat = query!.rank === 3;
  const inHeads = (x: Expression, count: string): Expression =>
    x.rank === 3 ? split(x, call.number(count)) : x;
  const q = inHeads(query!, 'q_num_heads');
  const [n, heads, tokens, size] = q.dims as [number, number, number, number];
  const joined = (past: Expression | undefined, x: Expression): Expression => {
    const own = inHeads(x, 'kv_num_heads');
    return past ? own.builder.concat([past, own], 2) : own;
  };
  const [k, v] = [joined(pastKey, key!), joined(pastValue, value!)];
  if (heads % k.dims[1]!) throw call.error(`has ${heads} heads of queries for ${k.dims[1]} of keys`);

  const raw = q.mul(scaleOf(call, size)).matmul(shared(k, heads).matrixTranspose());
  const cap = call.number('softcap', 0);
  const scores = cap
    ? raw
        .mul(1 / cap)
        .tanh()
        .mul(cap)
    : raw;
  const extent = { batch: n, queries: tokens, keys: k.dims[2]!, past: pastKey?.dims[2] ?? 0 };
  const mask = maskOf(call, scores, given, extent);
  const shares = maskedSoftmax(scores, mask);
  const y = shares.matmul(shared(v, heads));
  const modes = [() => raw, () => scores, () => hidden(scores, mask, -Infinity), () => shares];
  const shown = call.node.outputs[3] ? modes[call.number('qk_matmul_output_mode', 0)]?.() : undefined;
  return [flat ? merge(y) : y, k, v, shown];
}

/** Attention between tokens. */
export const attention: OperatorTable = {
  // (batch, heads, tokens, size), or (batch, tokens, width) with the heads as attributes
  Attention: { since: 23, decompose: attentionWithCache },
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
