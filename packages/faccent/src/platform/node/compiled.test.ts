// Optimized graphs are kept on disk, give the same bits, and are no reason to fail.
import { mkdtempSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Backend, Model, accentuate, box, channel, runtime } from 'faccent';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { miniInceptionFile } from '../../testing/mini-inception.js';
import { keepingGraphs } from './compiled.js';

const model = Model.read(miniInceptionFile('model.onnx'), { size: [96, 96], range: [-1, 1] });
const size = [64, 64] as const;
const photo = { size, data: Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => (i % 64) / 64) };

/** A short run, and the levels of optimization that its graphs were asked for. */
async function run(folder: string, { budget, views = 2 }: { budget?: number; views?: number } = {}) {
  const levels: string[] = [];
  const watched: Backend = {
    ...runtime,
    create: (bytes, options) => {
      levels.push(options.graphOptimizationLevel!);
      return runtime.create(bytes, options);
    },
  };
  const backend = keepingGraphs(watched, folder, budget);
  const { image } = await accentuate(model, photo, channel({ layer: 'logits', unit: 1 }), {
    ...{ steps: 2, threads: 1, backend, transform: box({ views }) },
  });
  return { image, levels };
}

describe('optimized graphs', () => {
  const work = temporaryFolder('compiled');
  const newFolder = (): string => mkdtempSync(path.join(work, 'graphs-'));

  test('are kept, and give the same result to the bit', async () => {
    const folder = newFolder();
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
    const folder = newFolder();
    const first = await run(folder);
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), 'no graph');
    const second = await run(folder);
    expect(second.image.data).toEqual(first.image.data);
    for (const name of readdirSync(folder))
      expect(readFileSync(path.join(folder, name)).length).toBeGreaterThan(8);
  });

  test('go where there is no room for them, the oldest first', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'old.onnx'), Buffer.alloc(1000));
    utimesSync(path.join(folder, 'old.onnx'), new Date(0), new Date(0));
    await run(folder);
    expect(readdirSync(folder)).toContain('old.onnx');
    const kept = readdirSync(folder).length;
    // a graph that is not there yet, and room for that one alone
    const newest = Math.max(...readdirSync(folder).map((name) => statSync(path.join(folder, name)).size));
    await run(folder, { budget: newest, views: 3 });
    expect(readdirSync(folder)).not.toContain('old.onnx');
    expect(readdirSync(folder).length).toBeLessThan(kept + 1);
  });

  test('a folder that cannot be made is no reason not to run', async () => {
    const file = path.join(work, 'a file');
    writeFileSync(file, '');
    const { image } = await run(path.join(file, 'folder'));
    expect(image.data.length).toBe(3 * 64 * 64);
  });
});
