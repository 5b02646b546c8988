// Optimized graphs are kept on disk, checked when they are read, give the same bits, and are no reason to fail.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type Backend, Model, accentuate, box, channel, runtime } from 'faccent';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { runKept, smallGraph } from '../../testing/kept-graphs.js';
import { miniInceptionFile } from '../../testing/mini-inception.js';
import { keepingGraphs } from './compiled.js';

const model = Model.read(miniInceptionFile('model.onnx'), { size: [96, 96], range: [-1, 1] });
const size = [64, 64] as const;
const photo = { size, data: Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => (i % 64) / 64) };

/** A short run, and the levels of optimization that its graphs were asked for. */
async function run(folder: string) {
  const levels: string[] = [];
  const watched: Backend = {
    ...runtime,
    create: (bytes, options) => {
      levels.push(options.graphOptimizationLevel!);
      return runtime.create(bytes, options);
    },
  };
  const backend = keepingGraphs(watched, folder);
  const { image } = await accentuate(model, photo, channel({ layer: 'logits', unit: 1 }), {
    ...{ steps: 2, threads: 1, backend, transform: box({ views: 2 }) },
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

  const flip = (file: string, at: number): void => {
    const bytes = readFileSync(file);
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    writeFileSync(file, bytes);
  };
  const faults: [string, (file: string, other: string) => void][] = [
    ['is no graph', (file) => writeFileSync(file, 'no graph')],
    ['has one other bit among its weights', (file) => flip(file, statSync(file).size >> 1)],
    ['has another first byte', (file) => flip(file, 0)],
    ['has another last byte', (file) => flip(file, -1)],
    ['lacks its last byte', (file) => truncateSync(file, statSync(file).size - 1)],
    ['lacks its seal', (file) => truncateSync(file, statSync(file).size - 84)],
    ['is cut in half', (file) => truncateSync(file, statSync(file).size >> 1)],
    ['is empty', (file) => truncateSync(file, 0)],
    ['is longer', (file) => appendFileSync(file, 'more')],
    ["is another graph's", (file, other) => writeFileSync(file, readFileSync(other))],
    [
      'is a folder with something in it',
      (file) => (rmSync(file), mkdirSync(path.join(file, 'x'), { recursive: true })),
    ],
    ['leads elsewhere', (file) => (renameSync(file, `${file}.moved`), symlinkSync(`${file}.moved`, file))],
    ['leads nowhere', (file) => (rmSync(file), symlinkSync('nowhere', file))],
    ['may not be read', (file) => chmodSync(file, 0)],
  ];

  test.each(faults)('one that %s is made again, with one note', async (what, damage) => {
    const folder = newFolder();
    const { values } = await runKept(folder);
    await runKept(folder, smallGraph(2));
    const kept = readdirSync(folder).sort();
    const paths = kept.map((name) => path.join(folder, name));
    // the one that was made first
    const [file, other] = paths.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs) as [string, string];
    damage(file, other);
    const again = await runKept(folder);
    expect(again.values).toEqual(values);
    // root reads everything
    const readable = what === 'may not be read' && process.getuid?.() === 0;
    expect(again.notes).toHaveLength(readable ? 0 : 1);
    if (!readable) expect(again.notes[0]).toMatch(/^a compiled graph in .*, and is made again$/);
    rmSync(`${file}.moved`, { force: true });
    expect(readdirSync(folder).sort()).toEqual(kept);
    expect((await runKept(folder)).notes).toEqual([]);
  });

  test('one that is exchanged between the look at it and its reading is made again', async () => {
    const folder = newFolder();
    const { values } = await runKept(folder);
    await runKept(folder, smallGraph(2));
    const paths = readdirSync(folder).map((name) => path.join(folder, name));
    const backend: Backend = {
      ...runtime,
      create: (model, options) => {
        if (typeof model === 'string')
          for (const from of paths) if (from !== model) writeFileSync(model, readFileSync(from));
        return runtime.create(model, options);
      },
    };
    const again = await runKept(folder, smallGraph(), { backend });
    expect(again.values).toEqual(values);
    expect(again.notes).toHaveLength(1);
  });

  test('one that another process deletes meanwhile is made again, and nothing is said', async () => {
    const folder = newFolder();
    const { values } = await runKept(folder);
    const backend: Backend = {
      ...runtime,
      create: (model, options) => {
        if (typeof model === 'string') rmSync(model);
        return runtime.create(model, options);
      },
    };
    expect(await runKept(folder, smallGraph(), { backend })).toEqual({ values, notes: [] });
  });

  test('go where there is no room for them, the oldest first, and nothing that is not theirs', async () => {
    const folder = newFolder();
    const [old, younger] = ['0', '1'].map((digit) => `${digit.repeat(64)}.onnx`) as [string, string];
    const at = (name: string): string => path.join(folder, name);
    for (const [i, name] of [old, younger, 'readme.txt'].entries()) {
      writeFileSync(at(name), Buffer.alloc(1000));
      utimesSync(at(name), i, i);
    }
    await runKept(folder);
    expect(existsSync(at(old))).toBe(true);
    const own = Math.max(...readdirSync(folder).map((name) => statSync(at(name)).size));
    // room for two graphs and half of an older one
    await runKept(folder, smallGraph(2), { limit: 2 * own + 500 });
    expect([old, younger, 'readme.txt'].map((name) => existsSync(at(name)))).toEqual([false, false, true]);
    // what is in use stays, whatever the limit
    await runKept(folder, smallGraph(3), { limit: 1 });
    expect(readdirSync(folder)).toHaveLength(4);
    const none = newFolder();
    await runKept(none, smallGraph(), { limit: 0 });
    expect(readdirSync(none)).toEqual([]);
  });

  test('of processes that ended while they wrote are swept', async () => {
    const folder = newFolder();
    const name = (pid: number, host?: string): string =>
      `${'0'.repeat(64)}.onnx.${pid}${host === undefined ? '' : `-${host}-00000000`}.tmp`;
    const there = (file: string): boolean => existsSync(path.join(folder, file));
    // no process has this number
    const [former, other] = [name(2 ** 30), name(2 ** 30, '00000000')];
    for (const file of [former, other]) writeFileSync(path.join(folder, file), 'x');
    await runKept(folder);
    // another machine's may live
    expect([there(former), there(other)]).toEqual([false, true]);
    utimesSync(path.join(folder, other), new Date(0), new Date(0));
    await runKept(folder, smallGraph(2));
    expect(there(other)).toBe(false);
  });

  test('a folder that cannot be made is no reason not to run', async () => {
    const file = path.join(work, 'a file');
    writeFileSync(file, '');
    const { image } = await run(path.join(file, 'folder'));
    expect(image.data.length).toBe(3 * 64 * 64);
  });
});
