import { type DataType, ELEMENT_SIZE } from '../graph/data-type.js';
import { mapElements } from './arrays.js';
import { broadcast } from './elementwise.js';
import type { Call, OperatorTable, Primitive } from './operator.js';

/** Bits as a number of their element type has them. */
function numberOf(type: DataType, bits: bigint): number {
  const width = 8 * ELEMENT_SIZE[type];
  return Number(type.startsWith('u') ? BigInt.asUintN(width, bits) : BigInt.asIntN(width, bits));
}

/** A function of the bits of each element. */
const bits = (f: (call: Call) => (...x: bigint[]) => bigint, since: number): Primitive => ({
  since,
  elementwise: true,
  infer: (call) => [{ type: call.input(0).type, dims: broadcast(call) }],
  evaluate: (call, inputs, [type]) => {
    const of = f(call);
    return [
      mapElements(
        inputs.map((t) => t!),
        type!,
        (...x) => numberOf(type!.type, of(...x.map((v) => BigInt(v)))),
      ),
    ];
  },
  gradient: 'stops',
});

/** Arithmetic of whole numbers' bits. */
export const bitwise: OperatorTable = {
  BitwiseAnd: bits(() => (a, b) => a & b, 18),
  BitwiseOr: bits(() => (a, b) => a | b, 18),
  BitwiseXor: bits(() => (a, b) => a ^ b, 18),
  BitwiseNot: bits(() => (a) => ~a, 18),
  BitShift: bits((call) => {
    const left = call.text('direction', 'LEFT') === 'LEFT';
    // there is no shifting by less than nothing: it counts as shifting everything out
    const by = (b: bigint): bigint => (b < 0n || b > 64n ? 64n : b);
    return left ? (a, b) => a << by(b) : (a, b) => a >> by(b);
  }, 11),
};
