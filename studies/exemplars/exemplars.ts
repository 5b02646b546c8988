// Compares `faccent exemplars` with a plain loop over the same photographs, which must find the same to the last bit: in
// one run, and in shards that are merged, to the byte. Prints how fast both are.
//
//   npm run study exemplars [-- --photographs 5000 --shards 3]
//
// The photographs are parts of those that ship, at seeded places and in seeded sizes, in a temporary folder.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  Random,
  channelStatistics,
  largestOf,
  loadModel,
  observer,
  readPhotograph,
  strongest,
} from 'faccent';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { faccent, lastLine } from '../common/command.js';
import { shippedPhotograph } from '../common/files.js';
import { root } from '../common/root.js';

const { values: given } = parseArgs({
  options: {
    photographs: { type: 'string', default: '5000' },
    shards: { type: 'string', default: '3' },
  },
});
const [photographs, shards] = [Number(given.photographs), Number(given.shards)];
const [SIZE, TOP] = [160, 20];
const LAYERS: Readonly<Record<string, number>> = { block3b: 8, block6a: 8, head: 4 };
const layers = Object.entries(LAYERS).map(([layer, units]) => `${layer}:0-${units - 1}`);

const work = mkdtempSync(path.join(tmpdir(), 'faccent-exemplars-'));
const at = (...names: string[]): string => path.join(work, ...names);
/** Command lines in the temporary folder write nowhere else. */
const run = (...args: string[]): string =>
  faccent(['exemplars', ...args, '--threads', '1', '--size', `${SIZE}`, '--top', `${TOP}`, '--json']);

/** Writes parts of the photographs that ship, in folders of a thousand. */
async function writePhotographs(): Promise<void> {
  const random = new Random(21);
  const sources = await Promise.all(
    readdirSync(path.join(root, 'examples/photos'))
      .filter((name) => /\.(?:jpe?g|png)$/.test(name))
      .sort()
      .map(async (name) => {
        const { data, info } = await sharp(shippedPhotograph(name))
          .removeAlpha()
          .toColourspace('srgb')
          .raw()
          .toBuffer({ resolveWithObject: true });
        return { data, raw: { width: info.width, height: info.height, channels: info.channels } };
      }),
  );
  for (let i = 0; i < photographs; i++) {
    const folder = at('photographs', String(Math.floor(i / 1000)));
    mkdirSync(folder, { recursive: true });
    const { data, raw } = sources[random.below(sources.length)]!;
    const side = Math.floor(
      Math.exp(random.uniform(Math.log(32), Math.log(Math.min(raw.width, raw.height)))),
    );
    const [left, top] = [random.below(raw.width - side + 1), random.below(raw.height - side + 1)];
    await sharp(data, { raw })
      .extract({ left, top, width: side, height: side })
      .jpeg({ quality: 90 })
      .toFile(path.join(folder, `${String(i).padStart(6, '0')}.jpg`));
  }
}

const rowsOf = async (file: string): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: await asyncBufferFromFile(file) });

/** All files below a folder but one, by their bytes. */
const contents = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name))]),
  );

/** Activations of all units that are looked at, photograph by photograph, found one by one. */
async function plainLoop(paths: readonly string[]): Promise<Map<string, Float64Array>> {
  const model = await loadModel();
  const eye = await observer(model, Object.keys(LAYERS), { threads: 1 });
  const found = new Map<string, Float64Array>();
  for (const [i, name] of paths.entries()) {
    const seen = await eye.observe(await readPhotograph(at('photographs', name), { size: SIZE }));
    for (const [layer, units] of Object.entries(LAYERS)) {
      const all = await strongest(model, seen, { layer, count: Infinity });
      for (const { unit, activation } of all)
        if (unit < units) {
          const key = `${layer}:${unit}`;
          const values = found.get(key) ?? new Float64Array(paths.length);
          values[i] = activation;
          found.set(key, values);
        }
    }
  }
  await eye.release();
  return found;
}

try {
  await writePhotographs();
  const whole = lastLine<{ perSecond: number; photographs: number }>(
    run(at('photographs'), '--layers', ...layers, '--out', at('whole')),
  );
  console.log(`${whole.photographs} photographs measured, ${whole.perSecond.toFixed(1)} a second`);

  const parts = Array.from({ length: shards }, (_, i) => at(`part-${i}`));
  for (const [i, part] of parts.entries())
    run(at('photographs'), '--layers', ...layers, '--shard', `${i}/${shards}`, '--out', part);
  faccent(['exemplars', '--merge', ...parts, '--top', `${TOP}`, '--out', at('merged'), '--quiet']);
  const [one, merged] = [contents(at('whole')), contents(at('merged'))];
  const differing = [...new Set([...one.keys(), ...merged.keys()])].filter(
    (name) => !one.get(name) || !merged.get(name) || !one.get(name)!.equals(merged.get(name)!),
  );
  console.log(
    `${shards} shards, merged: ${differing.length} of ${one.size} files differ ${differing.join(', ')}`,
  );

  const paths = (await rowsOf(at('whole/photographs.parquet'))).map((row) => row.path as string);
  const began = performance.now();
  const loop = await plainLoop(paths);
  const rate = paths.length / ((performance.now() - began) / 1000);
  console.log(`a plain loop of strongest: ${rate.toFixed(1)} a second`);

  const exemplars = await rowsOf(at('whole/exemplars.parquet'));
  let wrong = 0;
  for (const row of await rowsOf(at('whole/channels.parquet'))) {
    const values = loop.get(`${row.layer as string}:${row.unit as number}`)!;
    const { count, mean, deviation, min, max, quantiles } = channelStatistics(values);
    const top = exemplars.filter(
      (one) => one.kind === 'top' && one.layer === row.layer && one.unit === row.unit,
    );
    const expected = largestOf(values, TOP).map((i) => [paths[i], values[i]]);
    const same =
      JSON.stringify([row.count, row.mean, row.deviation, row.min, row.max, row.q50]) ===
        JSON.stringify([count, mean, deviation, min, max, quantiles[4]]) &&
      JSON.stringify(top.map((one) => [one.photograph, one.activation])) === JSON.stringify(expected);
    if (!same) wrong++;
  }
  console.log(`${loop.size} channels, ${TOP} strongest each and statistics: ${wrong} differ from the loop`);
  process.exitCode = wrong || differing.length ? 1 : 0;
} finally {
  rmSync(work, { recursive: true });
}
