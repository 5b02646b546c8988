import { DATA_TYPES, type DataType } from '../graph/data-type.js';
import { Tensor, type ValueType, sizeOf } from '../graph/tensor.js';
import { LONGEST_AXIS } from './arrays.js';
import type { Call, OperatorTable } from './operator.js';

function shapeSlice(call: Call): number[] {
  const end = call.attribute('end');
  return call.dims(0).slice(call.number('start', 0), typeof end === 'number' ? end : undefined);
}

function fillOf(call: Call): Tensor {
  const value = call.attribute('value');
  return value instanceof Tensor ? value : Tensor.scalar('float32', 0);
}

function rangeOf(call: Call): number[] {
  const [start, limit, delta] = [0, 1, 2].map((i) => call.constantOr(i, (t) => t.item, 0)) as [
    number,
    number,
    number,
  ];
  if (delta === 0) throw call.error('has a step of zero');
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  if (!(length <= LONGEST_AXIS)) throw call.error(`would count ${length} numbers`);
  return Array.from({ length }, (_, i) => start + i * delta);
}

function constantOf(call: Call): Tensor {
  const { attributes } = call.node;
  const value = attributes.get('value');
  if (value instanceof Tensor) return value;
  for (const [name, type] of [
    ['value_float', 'float32'],
    ['value_int', 'int64'],
  ] as const) {
    const scalar = attributes.get(name);
    if (typeof scalar === 'number') return Tensor.scalar(type, scalar);
    const list = attributes.get(`${name}s`);
    if (Array.isArray(list)) return Tensor.of(type, [list.length], list as number[]);
  }
  throw call.error('has no value that is supported');
}

/** Shapes as values, and values that the shapes and the model alone settle. */
export const shapes: OperatorTable = {
  Shape: {
    readsShapesAlone: true,
    plumbing: true,
    infer: (call) => [{ type: 'int64', dims: [shapeSlice(call).length] }],
    evaluate: (call) => [Tensor.ints(shapeSlice(call))],
    gradient: 'stops',
  },
  Size: {
    readsShapesAlone: true,
    plumbing: true,
    infer: () => [{ type: 'int64', dims: [] }],
    evaluate: (call) => [Tensor.scalar('int64', sizeOf(call.dims(0)))],
    gradient: 'stops',
  },
  Constant: {
    plumbing: true,
    infer: (call) => [constantOf(call)],
    evaluate: (call) => [constantOf(call)],
    gradient: 'stops',
  },
  ConstantOfShape: {
    since: 9,
    infer: (call): ValueType[] => [{ type: fillOf(call).type, dims: call.intsOf(0) }],
    evaluate: (call, _, [type]) => [
      Tensor.of(type!.type, type!.dims, new Float64Array(sizeOf(type!.dims)).fill(fillOf(call).item)),
    ],
    gradient: 'stops',
  },
  // ones on a diagonal, zeros elsewhere
  EyeLike: {
    since: 9,
    readsShapesAlone: true,
    infer: (call) => {
      const code = call.number('dtype', DATA_TYPES[call.input(0).type]);
      const type = Object.entries(DATA_TYPES).find(([, c]) => c === code)?.[0] as DataType | undefined;
      if (!type) throw call.error(`has the element type ${code}, which is not supported`);
      return [{ type, dims: call.dims(0) }];
    },
    evaluate: (call, _, [type]) => {
      const [rows, columns] = type!.dims as [number, number];
      const k = call.number('k', 0);
      const marks = Array.from({ length: rows * columns }, (_, i) =>
        (i % columns) - Math.floor(i / columns) === k ? 1 : 0,
      );
      return [Tensor.of(type!.type, type!.dims, marks)];
    },
    gradient: 'stops',
  },
  Range: {
    since: 11,
    plumbing: true,
    infer: (call) => [{ type: call.input(0).type, dims: [rangeOf(call).length] }],
    evaluate: (call, _, [type]) => [Tensor.of(type!.type, type!.dims, rangeOf(call))],
    gradient: 'stops',
  },
};
