import type { Builder, Expression } from '../ad/expression.js';

/** Of each graph's cotangents that are zero already wherever a rectifier's output is: that output's name by theirs. */
const rectifiers = new WeakMap<Builder, Map<string, string>>();

/** Notes that a cotangent is zero already wherever a rectifier's output is. */
export function noteMasked(cotangent: Expression, rectifier: Expression): void {
  const own = rectifiers.get(cotangent.builder) ?? new Map<string, string>();
  rectifiers.set(cotangent.builder, own.set(cotangent.name, rectifier.name));
}

/** Whether a cotangent is zero already wherever a rectifier's output is: the given one's, or any's. */
export function isMasked(cotangent: Expression, rectifier?: Expression): boolean {
  const found = rectifiers.get(cotangent.builder)?.get(cotangent.name);
  return rectifier ? found === rectifier.name : found !== undefined;
}
