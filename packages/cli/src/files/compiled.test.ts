import { readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Backend, Model, accentuate, box, channel, runtime } from 'faccent';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/folder.js';
import { keepingGraphs } from './compiled.js';

const shipped = fileURLToPath(new URL('../../../../models/mini-inception/', import.meta.url));
const { labels: _, ...description } = JSON.parse(readFileSync(`${shipped}model.json`, 'utf8')) as {
  labels: string;
} & Parameters<typeof Model.read>[1];
const model = Model.read(readFileSync(`${shipped}model.onnx`), description);
const size = [64, 64] as const;
const photo = { size, data: Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => (i % 64) / 64) };

/** A short run, and the levels of optimization that its graphs were asked for. */
async function run(folder: string, { budget, threads = 1 }: { budget?: number; threads?: number } = {}) {
  const levels: string[] = [];
  const watched: Backend = {
    ...runtime,
    create: (bytes, options) => {
      levels.push(options.graphOptimizationLevel!);
      return runtime.create(bytes, options);
    },
  };
  const backend = keepingGraphs(watched, folder, budget);
  const { image } = await accentuate(model, photo, channel({ layer: 'mixed3b', unit: 1 }), {
    ...{ steps: 2, threads, backend, transform: box({ crops: 2 }) },
  });
  return { image, levels };
}

describe('optimized graphs', () => {
  test('are kept, and give the same result to the bit', async () => {
    const folder = temporaryFolder('compiled');
    const first = await run(folder);
    const kept = readdirSync(folder);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((name) => /^[0-9a-f]{64}\.onnx$/.test(name))).toBe(true);
    expect(first.levels).not.toContain('disabled');
    const second = await run(folder);
    expect(second.levels.filter((level) => level === 'disabled')).toHaveLength(kept.length);
    expect(second.image.data).toEqual(first.image.data);
  });

  test('that are damaged are made anew', async () => {
    const folder = temporaryFolder('compiled');
    const first = await run(folder);
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), 'no graph');
    const second = await run(folder);
    expect(second.image.data).toEqual(first.image.data);
    for (const name of readdirSync(folder)) expect(readFileSync(path.join(folder, name)).length).toBeGreaterThan(8);
  });

  test('go where there is no room for them, the oldest first', async () => {
    const folder = temporaryFolder('compiled');
    writeFileSync(path.join(folder, 'old.onnx'), Buffer.alloc(1000));
    utimesSync(path.join(folder, 'old.onnx'), new Date(0), new Date(0));
    await run(folder, { budget: 2 ** 28 });
    expect(readdirSync(folder)).toContain('old.onnx');
    await run(temporaryFolder('other'));
    const crowded = temporaryFolder('crowded');
    writeFileSync(path.join(crowded, 'old.onnx'), Buffer.alloc(1000));
    await run(crowded, { budget: 500 });
    expect(readdirSync(crowded)).toEqual([]);
  });

  test('a folder that cannot be made is no reason not to run', async () => {
    const file = path.join(temporaryFolder('compiled'), 'a file');
    writeFileSync(file, '');
    const { image } = await run(path.join(file, 'folder'));
    expect(image.data.length).toBe(3 * 64 * 64);
  });
});
