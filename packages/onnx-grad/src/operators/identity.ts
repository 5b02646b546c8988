import { DATA_TYPES, type DataType, isFloat } from '../graph/data-type.js';
import { mapElements } from './arrays.js';
import { sameType } from './elementwise.js';
import type { Call, OperatorTable } from './operator.js';

function typeOfCode(call: Call): DataType {
  const code = call.number('to');
  const found = Object.entries(DATA_TYPES).find(([, c]) => c === code);
  if (!found) throw call.error(`casts to the element type ${code}, which is not supported`);
  return found[0] as DataType;
}

/** Operators that pass their input on as it is, or in another type. */
export const identities: OperatorTable = {
  Identity: {
    elementwise: true,
    channelwise: true,
    rectified: 'keeps',
    blocked: 'keeps',
    plumbing: true,
    infer: sameType,
    evaluate: (_, [x]) => [x!],
    gradient: ({ cotangent }) => [cotangent],
  },
  /** In inference form: the identity. */
  Dropout: {
    elementwise: true,
    rectified: 'keeps',
    infer: (call) => {
      if (call.constantOr(2, (t) => t.item, 0) && call.constantOr(1, (t) => t.item, 0.5) > 0)
        throw call.error('is in training form, and so random; export the network in inference form');
      return [call.input(0), { type: 'bool', dims: call.dims(0) }];
    },
    evaluate: (_, [x], types) => [x!, mapElements([x!], types[1] ?? types[0]!, () => 1)],
    gradient: ({ cotangent }) => [cotangent],
  },
  /** As Cast, to the type of its second input. */
  CastLike: {
    since: 15,
    elementwise: true,
    plumbing: true,
    decompose: (_, [x, like]) => [x!.cast(like!.type)],
  },
  Cast: {
    elementwise: true,
    plumbing: true,
    infer: (call) => [{ type: typeOfCode(call), dims: call.dims(0) }],
    evaluate: (_, [x], [type]) => [mapElements([x!], type!, (v) => v)],
    // a whole number that a gradient comes to is a quantized one, whose cotangent is real
    gradient: ({ inputs: [x], cotangent }) => [isFloat(x!.type) ? cotangent.cast(x!.type) : cotangent],
  },
};
