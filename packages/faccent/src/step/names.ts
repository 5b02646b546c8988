import type { Value } from '../platform/runtime.js';
import { value } from '../platform/runtime.js';

/** Names of the graphs' inputs and outputs. */
export const parameterName = (i: number): string => `parameter${i}`;
export const fixedName = (i: number): string => `fixed${i}`;
export const stateName = (i: number, state: string): string => `parameter${i}.${state}`;
export const next = (name: string): string => `next.${name}`;
export const drawName = (name: string): string => `draw.${name}`;
export const normName = (cotangent: string): string => `norm.${cotangent}`;
export const objectiveName = (name: string): string => `objective.${name}`;

/** Values under the names that their places have. */
export const named = (values: readonly Value[], nameOf: (i: number) => string): Record<string, Value> =>
  Object.fromEntries(values.map((v, i) => [nameOf(i), v]));

export const scalar = (x: number): Value => value([], Float32Array.of(x));
export const item = (v: Value): number => Number(v.data[0]);
