import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import { LONGEST_AXIS } from './arrays.js';
import type { Call, OperatorTable } from './operator.js';

interface Transform {
  readonly inverse: boolean;
  readonly onesided: boolean;
  /** How many frequencies or samples a whole signal has, and how many of them are read and made. */
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

function transform(call: Call, given: number): Transform {
  const inverse = call.number('inverse', 0) === 1;
  const onesided = call.number('onesided', 0) === 1;
  const length = call.constantOr(1, (t) => t.item, inverse && onesided ? 2 * (given - 1) : given);
  if (!(length > 0 && length * length <= LONGEST_AXIS * 4)) throw call.error(`transforms ${length} elements`);
  const half = Math.floor(length / 2) + 1;
  return {
    inverse,
    onesided,
    length,
    from: inverse && onesided ? half : length,
    to: onesided && !inverse ? half : length,
  };
}

/** The matrix of cosines or sines, (from, to), each frequency as often as it counts. */
function matrix({ inverse, onesided, length, from, to }: Transform, f: (x: number) => number): Float64Array {
  const out = new Float64Array(from * to);
  for (let i = 0; i < from; i++) {
    // of a one-sided spectrum all but the first and, of an even number, the last stand for two
    const twice = inverse && onesided && i !== 0 && 2 * i !== length;
    const weight = (twice ? 2 : 1) / (inverse ? length : 1);
    for (let k = 0; k < to; k++) out[i * to + k] = weight * f((2 * Math.PI * ((i * k) % length)) / length);
  }
  return out;
}

/** (…, n, …, 1 or 2) → the same along `axis`, by products with matrices. */
function transformed(call: Call, x: Expression, axis: number): Expression {
  const t = transform(call, x.dims[axis]!);
  const b = x.builder;
  const last = x.rank - 1;
  // the axis last, then the parts of complex numbers apart
  const order = [...x.dims.keys()].filter((i) => i !== axis && i !== last);
  const rows = x.transpose([last, ...order, axis]);
  const missing = t.from - rows.dims[last]!;
  const signal = rows.pad(
    rows.dims.map(() => 0),
    rows.dims.map((_, i) => (i === last ? missing : 0)),
  );
  const part = (i: number): Expression => signal.slice(0, i, i + 1);
  const constant = (f: (angle: number) => number): Expression =>
    b.constant(Tensor.of(x.type, [t.from, t.to], matrix(t, f)));
  const sign = t.inverse ? 1 : -1;
  const [cos, sin] = [constant(Math.cos), constant((angle) => sign * Math.sin(angle))];
  const [re, im] = [part(0), x.dims[last] === 2 ? part(1) : undefined];
  const real = im ? re.matmul(cos).sub(im.matmul(sin)) : re.matmul(cos);
  const imaginary = (): Expression => (im ? re.matmul(sin).add(im.matmul(cos)) : re.matmul(sin));
  const parts = t.inverse && t.onesided ? real : b.concat([real, imaginary()], 0);
  const now = [last, ...order, axis];
  return parts.transpose(x.dims.map((_, i) => now.indexOf(i)));
}

/** Spectra. */
export const fourier: OperatorTable = {
  DFT: {
    since: 17,
    decompose: (call, [x]) => {
      // an attribute until opset 20
      const axis = call.constantOr(2, (t) => t.item, call.number('axis', -2));
      return [transformed(call, x!, call.axis(axis, x!.rank))];
    },
  },
};
