import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import type { Call } from './operator.js';

/** Below every score, and finite: a row of nothing else has a softmax all the same. */
const LOWEST = -3e38;

/** How many queries and keys there are, and how many keys came before the first query. */
export interface Extent {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly past: number;
}

/** What scores are masked with: added numbers, and where a query may look. */
export interface Mask {
  readonly bias?: Expression;
  /** 1 where a query may look, 0 elsewhere. */
  readonly allowed?: Expression;
}

/** Where causality, windows and the number of keys that are no padding let a query look; undefined: everywhere. */
function settled(call: Call, { batch, queries, keys, past }: Extent): Tensor | undefined {
  const causal = call.number('is_causal', 0) === 1;
  const [left, right] = [call.number('left_window_size', -1), call.number('right_window_size', -1)];
  const counts = call.has(6) ? call.intsOf(6) : undefined;
  if (!causal && left < 0 && right < 0 && !counts) return undefined;
  const batches = counts ? batch : 1;
  const allowed = new Float64Array(batches * queries * keys);
  for (let n = 0; n < batches; n++) {
    const offset = counts ? counts[n]! - queries : past;
    for (let q = 0; q < queries; q++) {
      const at = offset + q;
      for (let k = 0; k < keys; k++) {
        const sees =
          k < (counts?.[n] ?? keys) &&
          !(causal && k > at) &&
          !(left >= 0 && k < at - left) &&
          !(right >= 0 && k > at + right);
        allowed[(n * queries + q) * keys + k] = sees ? 1 : 0;
      }
    }
  }
  return Tensor.of('float32', [batches, 1, queries, keys], allowed);
}

/** A mask that is shorter than the keys hides the rest. */
function lengthened(mask: Expression, keys: number, value: number): Expression {
  const missing = keys - mask.dims.at(-1)!;
  if (mask.rank === 0 || mask.dims.at(-1) === 1 || missing <= 0) return mask;
  const none = mask.dims.map(() => 0);
  return mask.pad(none, [...none.slice(1), missing], value);
}

/** Attention's mask of all that hides keys from queries. */
export function maskOf(call: Call, scores: Expression, given: Expression | undefined, extent: Extent): Mask {
  const b = scores.builder;
  const fixed = settled(call, extent);
  const own = fixed && b.constant(Tensor.of(scores.type, fixed.dims, fixed.numbers));
  if (!given) return { allowed: own };
  if (given.type === 'bool') {
    const allowed = lengthened(given.cast(scores.type), extent.keys, 0);
    return { allowed: own ? allowed.mul(own) : allowed };
  }
  const bias = lengthened(given, extent.keys, -Infinity);
  const known = bias.value;
  if (!known?.numbers.includes(-Infinity)) return { bias, allowed: own };
  // infinitely low is hidden: a row of that alone would have no softmax
  const finite = known.numbers.map((v) => (v === -Infinity ? 0 : v));
  const seen = known.numbers.map((v) => (v === -Infinity ? 0 : 1));
  const allowed = b.constant(Tensor.of(scores.type, known.dims, seen));
  return {
    bias: finite.every((v) => v === 0) ? undefined : b.constant(Tensor.of(scores.type, known.dims, finite)),
    allowed: own ? allowed.mul(own) : allowed,
  };
}

/** Scores with what is hidden at a given depth. */
export function hidden(scores: Expression, { bias, allowed }: Mask, depth = LOWEST): Expression {
  const biased = bias ? scores.add(bias) : scores;
  return allowed ? allowed.greater(0).where(biased, depth) : biased;
}

/** Softmax of masked scores: a query that may look nowhere sees nothing. */
export function maskedSoftmax(scores: Expression, mask: Mask): Expression {
  const shares = scores.builder.apply('Softmax', [hidden(scores, mask)], { axis: -1 });
  const { allowed } = mask;
  if (!allowed || rowsAllSee(allowed)) return shares;
  return shares.mul(allowed);
}

function rowsAllSee({ value, dims }: Expression): boolean {
  if (!value) return false;
  const keys = dims.at(-1) ?? 1;
  const rows = Array.from({ length: value.size / keys }, (_, i) =>
    value.numbers.subarray(i * keys, (i + 1) * keys),
  );
  return rows.every((row) => row.includes(1));
}
