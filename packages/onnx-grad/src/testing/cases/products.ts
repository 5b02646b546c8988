import { type OperatorCase, make, real } from './case.js';

export const products: readonly OperatorCase[] = [
  make('MatMul', [real(2, 3), real(3, 4)]),
  make('MatMul', [real(5, 2, 3), real(3, 4)]),
  make('MatMul', [real(2, 3), real(5, 3, 4)]),
  make('MatMul', [real(2, 1, 2, 3), real(4, 3, 2)]),
  make('MatMul', [real(3), real(3, 4)]),
  make('MatMul', [real(2, 3), real(3)]),
  make('MatMul', [real(3), real(3)]),
  ...[0, 1].flatMap((transA) =>
    [0, 1].map((transB) =>
      make('Gemm', [transA ? real(3, 2) : real(2, 3), transB ? real(4, 3) : real(3, 4), real(4)], {
        transA,
        transB,
        alpha: 0.5,
        beta: 2,
      }),
    ),
  ),
  make('Gemm', [real(2, 3), real(3, 4), real(2, 1)]),
  make('Gemm', [real(2, 3), real(3, 4)]),
  make('Einsum', [real(2, 3, 4), real(2, 4, 5)], { equation: 'bij,bjk->bik' }),
  make('Einsum', [real(2, 3, 4), real(5, 4)], { equation: '...i,ji->...j' }),
  make('Einsum', [real(2, 3), real(4), real(3, 4)], { equation: 'ij,k,jk->i' }),
  make('Einsum', [real(2, 3, 4)], { equation: 'abc->ca' }),
  make('Einsum', [real(2, 3), real(3, 4)], { equation: 'ij,jk' }),
  make('Einsum', [real(2, 3, 3)], { equation: 'bii->bi' }),
  make('Einsum', [real(3, 2, 3), real(2)], { equation: 'iji,j->i' }),
  make('Det', [real(2, 2, 2)]),
  make('Det', [real(4, 4)]),
];
