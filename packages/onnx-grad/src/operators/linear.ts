import type { Expression } from '../ad/expression.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { broadcastDims, broadcastStrides, walk } from './arrays.js';
import { sumTo } from './elementwise.js';
import type { Call, OperatorTable } from './operator.js';

interface Product {
  /** Operands' shapes with vectors made matrices. */
  a: number[];
  b: number[];
  batch: number[];
  m: number;
  k: number;
  n: number;
  dims: number[];
}

function product(call: Call): Product {
  const [first, second] = [call.dims(0), call.dims(1)];
  const a = first.length === 1 ? [1, ...first] : [...first];
  const b = second.length === 1 ? [...second, 1] : [...second];
  const [m, k] = a.slice(-2) as [number, number];
  const [k2, n] = b.slice(-2) as [number, number];
  const batch = broadcastDims([a.slice(0, -2), b.slice(0, -2)]);
  if (k !== k2 || !batch) throw call.error(`cannot multiply [${first.join(', ')}] by [${second.join(', ')}]`);
  const dims = [...batch, ...(first.length === 1 ? [] : [m]), ...(second.length === 1 ? [] : [n])];
  return { a, b, batch, m, k, n, dims };
}

function multiply(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  p: Product,
  at: readonly number[],
): void {
  const [to, fromA, fromB] = at as [number, number, number];
  for (let i = 0; i < p.m; i++) {
    for (let j = 0; j < p.n; j++) {
      let sum = 0;
      for (let l = 0; l < p.k; l++) sum += a[fromA + i * p.k + l]! * b[fromB + l * p.n + j]!;
      out[to + i * p.n + j] = sum;
    }
  }
}

/** Shapes of Gemm's operands after transposition. */
function gemm(call: Call): { m: number; k: number; n: number; transA: boolean; transB: boolean } {
  const transA = call.number('transA', 0) === 1;
  const transB = call.number('transB', 0) === 1;
  const [a, b] = [call.dims(0), call.dims(1)];
  const [m, k] = transA ? [a[1]!, a[0]!] : [a[0]!, a[1]!];
  const [k2, n] = transB ? [b[1]!, b[0]!] : [b[0]!, b[1]!];
  if (a.length !== 2 || b.length !== 2 || k !== k2) {
    throw call.error(
      `cannot multiply [${a.join(', ')}]${transA ? 'ᵀ' : ''} by [${b.join(', ')}]${transB ? 'ᵀ' : ''}`,
    );
  }
  return { m, k, n, transA, transB };
}

const scaled = (x: Expression, factor: number): Expression => (factor === 1 ? x : x.mul(factor));

/** Keeps the upper or lower triangle of the last two axes. */
const triangleMask = (rows: number, columns: number, diagonal: number, upper: boolean): number[] =>
  Array.from({ length: rows * columns }, (_, i) => {
    const offset = (i % columns) - Math.floor(i / columns) - diagonal;
    return (upper ? offset >= 0 : offset <= 0) ? 1 : 0;
  });

/** Products of matrices, and triangles of them. */
export const linear: OperatorTable = {
  MatMul: {
    multiplications: (call) => call.dims(0).at(-1) ?? 0,
    infer: (call) => [{ type: call.input(0).type, dims: product(call).dims }],
    evaluate: (call, [a, b], [type]) => {
      const p = product(call);
      const out = new Float64Array(sizeOf(type!.dims));
      const stridesA = broadcastStrides(p.a.slice(0, -2), p.batch).map((s) => s * p.m * p.k);
      const stridesB = broadcastStrides(p.b.slice(0, -2), p.batch).map((s) => s * p.k * p.n);
      walk(p.batch, [stridesA, stridesB], (i, [x, y]) =>
        multiply(a!.numbers, b!.numbers, out, p, [i * p.m * p.n, x!, y!]),
      );
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      const p = product(call);
      const [a, b] = [inputs[0]!.reshape(p.a), inputs[1]!.reshape(p.b)];
      const dy = cotangent.reshape([...p.batch, p.m, p.n]);
      return [
        wants(0) ? sumTo(dy.matmul(b.matrixTranspose()), p.a).reshape(inputs[0]!.dims) : undefined,
        wants(1) ? sumTo(a.matrixTranspose().matmul(dy), p.b).reshape(inputs[1]!.dims) : undefined,
      ];
    },
  },
  Gemm: {
    multiplications: (call) => call.dims(0)[call.number('transA', 0) === 1 ? 0 : 1] ?? 0,
    infer: (call) => {
      const { m, n } = gemm(call);
      return [{ type: call.input(0).type, dims: [m, n] }];
    },
    evaluate: (call, [a, b, c], [type]) => {
      const { m, k, n, transA, transB } = gemm(call);
      const alpha = call.number('alpha', 1);
      const beta = call.number('beta', 1);
      const [ra, ca] = transA ? [1, m] : [k, 1];
      const [rb, cb] = transB ? [1, k] : [n, 1];
      const bias = c ? broadcastStrides(c.dims, [m, n]) : [0, 0];
      const out = new Float64Array(m * n);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = 0; l < k; l++) sum += a!.numbers[i * ra + l * ca]! * b!.numbers[l * rb + j * cb]!;
          out[i * n + j] = alpha * sum + (c ? beta * c.numbers[i * bias[0]! + j * bias[1]!]! : 0);
        }
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      const { transA, transB } = gemm(call);
      const [a, b, c] = inputs as [Expression, Expression, Expression | undefined];
      const dy = scaled(cotangent, call.number('alpha', 1));
      // products by Gemm itself, whose flags spare transposed copies of the weights
      const product = (l: Expression, r: Expression, transL: boolean, transR: boolean): Expression =>
        dy.builder.apply('Gemm', [l, r], { transA: transL ? 1 : 0, transB: transR ? 1 : 0 });
      return [
        wants(0) ? (transA ? product(b, dy, transB, true) : product(dy, b, false, !transB)) : undefined,
        wants(1) ? (transB ? product(dy, a, true, transA) : product(a, dy, !transA, false)) : undefined,
        c && wants(2) ? sumTo(scaled(cotangent, call.number('beta', 1)), c.dims) : undefined,
      ];
    },
  },
  Trilu: {
    since: 14,
    decompose: (call, [x]) => {
      const [r, c] = x!.dims.slice(-2) as [number, number];
      const diagonal = call.constantOr(1, (t) => t.item, 0);
      const mask = triangleMask(r, c, diagonal, call.number('upper', 1) === 1);
      return [x!.mul(x!.builder.constant(Tensor.of(x!.type, [r, c], mask)))];
    },
  },
};
