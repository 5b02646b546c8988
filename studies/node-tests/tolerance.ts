import type { Tensor } from 'onnx-grad';

/** Half precision carries 11 or 8 bits, and its tests are computed in it; ours is computed in float32. */
const HALF = { rtol: 1e-2, atol: 2e-3 };

/** What is wrong with a tensor; undefined where it is as expected. */
export function tensorError(
  own: Tensor,
  expected: Tensor,
  tolerance: { readonly rtol: number; readonly atol: number },
  half = expected.type === 'float16',
): string | undefined {
  if (own.dims.join() !== expected.dims.join())
    return `shape [${own.dims.join(', ')}], not [${expected.dims.join(', ')}]`;
  const isFloat = (t: Tensor): boolean => t.type.startsWith('float');
  if (isFloat(own) !== isFloat(expected)) return `type ${own.type}, not ${expected.type}`;
  const { rtol, atol } = half ? HALF : isFloat(expected) ? tolerance : { rtol: 0, atol: 0 };
  const [a, b] = [own.numbers, expected.numbers];
  // sums are not computed more finely than their largest terms are rounded
  const grain = isFloat(expected) ? 1e-6 * Math.max(0, ...b.map(Math.abs).filter(Number.isFinite)) : 0;
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Object.is(x, y) || x === y || Math.abs(x - y) <= Math.max(atol, grain) + rtol * Math.abs(y)) continue;
    // what half precision cannot hold is infinite there, and large in ours
    if (half && Math.abs(x) >= 65504 && y === Math.sign(x) * Infinity) continue;
    return `element ${i} is ${x}, not ${y}`;
  }
  return undefined;
}
