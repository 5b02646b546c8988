import { writeModel } from 'onnx-grad';
import { originalGraph } from '../../../packages/onnx-grad/src/testing/case-graphs.js';
import { CASES, VALUE_CASES } from '../../../packages/onnx-grad/src/testing/cases/index.js';
import type { Seed } from './seeds.js';

/** Networks of one node: every operator in every form that is tested. */
export const operators = (): Seed[] =>
  [...CASES, ...VALUE_CASES]
    .filter(({ notInRuntime }) => notInRuntime === undefined)
    .map((one) => ({
      name: one.title,
      file: 'operator.onnx',
      files: { 'operator.onnx': writeModel(originalGraph(one)) },
    }));
