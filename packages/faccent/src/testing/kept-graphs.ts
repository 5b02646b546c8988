import { runtime, value } from 'faccent';
import { type KeepingOptions, keepingGraphs } from '../platform/node/compiled.js';
import type { Backend } from '../platform/runtime.js';
import { network, tensor } from './networks.js';

/** A small graph whose every weight is seen in what it gives: x · w, and its sum. */
export const smallGraph = (factor = 1): Uint8Array =>
  network(
    { x: [1, 16] },
    [
      ['MatMul', ['x', 'w'], 'y'],
      ['Relu', ['y'], 'z'],
    ],
    {
      w: tensor(
        [16, 16],
        Float32Array.from({ length: 256 }, (_, i) => factor * ((i % 7) + 1)),
      ),
    },
  );

/** What a graph gives through a folder of kept graphs, and what was said. */
export async function runKept(
  folder: string,
  bytes: Uint8Array = smallGraph(),
  { backend = runtime, ...options }: KeepingOptions & { readonly backend?: Backend } = {},
): Promise<{ values: number[]; notes: string[] }> {
  const notes: string[] = [];
  const keeping = keepingGraphs(backend, folder, { least: 0, note: (text) => notes.push(text), ...options });
  const session = await keeping.create(bytes, {
    ...{ executionProviders: ['cpu'], intraOpNumThreads: 1, graphOptimizationLevel: 'all' },
    logSeverityLevel: 4,
  });
  const { type, dims, data } = value(
    [1, 16],
    Float32Array.from({ length: 16 }, (_, i) => i / 16),
  );
  const result = await session.run({ x: new keeping.Tensor(type, data, dims) }, ['z']);
  const values = Array.from((await result.z!.getData()) as Float32Array);
  await session.release();
  return { values, notes };
}
