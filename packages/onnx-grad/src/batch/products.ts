import type { Expression } from '../ad/expression.js';
import { type BatchRule, type Given, type Made, isHeld } from './call.js';
import { broadcastTo, padded } from './elementwise.js';
import type { Held } from './place.js';

export const multiplied: BatchRule = (c) => {
  const [a, b] = c.inputs as [Given, Given];
  const { dims } = c.types[0]!;
  const rank = dims.length;
  if (a.dims.length < 2 || b.dims.length < 2) return undefined;
  const direct = (x: Held, other: Given): Made | undefined => {
    const { axis } = x.place;
    const lead = axis >= 0 && axis < x.dims.length - 2;
    const at = axis + rank - x.dims.length;
    if (isHeld(other)) {
      const alike =
        lead &&
        x.dims.length === other.dims.length &&
        other.place.axis === axis &&
        other.dims[axis] === x.dims[axis] &&
        other.place.outer === x.place.outer;
      return alike ? c.holds(c.emit(c.with({})), x.place, true) : undefined;
    }
    // rows of the first matrix, columns of the second: each by itself
    const free = x === a ? x.dims.length - 2 : x.dims.length - 1;
    if (axis === free) {
      const { outer, inner } = x.place;
      return c.holds(c.emit(c.with({})), { axis: x === a ? rank - 2 : rank - 1, outer, inner }, true);
    }
    const others = other.dims[axis + other.dims.length - x.dims.length] ?? 1;
    return lead && others === 1 ? c.holds(c.emit(c.with({})), { ...x.place, axis: at }, true) : undefined;
  };
  const first = isHeld(a) ? direct(a, b) : direct(b as Held, a);
  if (first) return first;
  // one matrix of each image along a new first axis
  const apart = (x: Given): Expression =>
    isHeld(x) ? c.apart(x).reshape([c.count, ...padded(x.dims, rank)]) : x;
  return c.joined(c.emit([apart(a), apart(b)], {}, c.fresh())[0]!);
};

export const gemm: BatchRule = (c) => {
  const [a, , bias] = c.inputs;
  if (!isHeld(a) || !c.onlyHeld(0)) return undefined;
  const transposedA = c.call.number('transA', 0) === 1;
  const clear = c.clearOf(a, [transposedA ? 0 : 1])!;
  const { outer, inner } = clear.place;
  const place = { axis: 0, outer, inner };
  const { dims } = c.types[0]!;
  const shift = bias ? broadcastTo(bias, dims, place, c.count) : undefined;
  const changed: Record<number, Expression> = shift ? { 0: clear.value, 2: shift.value } : { 0: clear.value };
  const same = clear.value.name === a.value.name && (shift?.asInModel ?? true);
  return c.holds(c.emit(c.with(changed)), place, same);
};
