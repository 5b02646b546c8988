// Tries the audit's comparison of paths on networks that lie: fooling circuits (Geirhos et al. 2023) are built into the
// network that ships, and what is flagged of them, and of the untouched network over 100 features, goes into
// docs/audit-accuracy.md.
//
//   npm run study audit -- PHOTOGRAPHS [--seeds 20] [--features 52] [--kept FILE]
//
// PHOTOGRAPHS is a folder of natural photographs, which may lie in folders of it; features are so many of each of two further
// layers. What is measured is kept in a file, from which a run that was ended goes on.
import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Image, Random, loadModel, pictureSheet } from 'faccent';
import sharp from 'sharp';
import { writeProjectFile } from '../common/files.js';
import { jpeg } from '../common/jpeg.js';
import { inTurn, upTo } from '../common/numbers.js';
import { Bench, type BenchSettings, type Feature, type Measured } from './bench.js';
import { writeResults } from './page.js';
import { photographsBelow, shippedCrops } from './photographs.js';
import { type Seed, seedOf } from './seeds.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    features: { type: 'string', default: '52' },
    kept: { type: 'string' },
  },
});
const [folder] = positionals;
if (!folder) throw new Error('usage: npm run study audit -- PHOTOGRAPHS [--kept FILE]');

const NETWORK = 'efficientnet-lite0-robust';
const SETTINGS: BenchSettings = {
  ...{ steps: 20, views: 2, strength: 0.1 },
  ...{ strongest: 24, others: 4, ofOthers: 10 },
};
const CROPS = 60;
/** The units that are fooled, and where the classifier looks. */
const [FOOLED, AT] = ['block4c', 'block3b'];
/** Further features of the untouched network. */
const FURTHER = ['block3b', 'block4a'];
/** Seeds whose pictures are shown. */
const SHOWN = 3;

type Results = Record<string, Seed | (Feature & Measured)>;
const results: Results =
  given.kept && existsSync(given.kept) ? (JSON.parse(readFileSync(given.kept, 'utf8')) as Results) : {};

/** What is kept under a name, or is made now. */
async function kept<T extends Results[string]>(name: string, make: () => Promise<T>): Promise<T> {
  const found = (results[name] ??= await make());
  console.log(name, JSON.stringify(found));
  if (given.kept) {
    await writeFile(`${given.kept}.tmp`, JSON.stringify(results));
    await rename(`${given.kept}.tmp`, given.kept);
  }
  return found as T;
}

const model = await loadModel(NETWORK);
const { size } = model.description;
const photographs = [...(await photographsBelow(folder, size)), ...(await shippedCrops(CROPS, size, 0))];
const bench = await Bench.open(model, photographs, [AT, FOOLED, ...FURTHER], SETTINGS);

const shown: { label: string; image: Image }[] = [];
const seeds = await inTurn(upTo(Number(given.seeds)), (seed) =>
  kept(`seed ${seed}`, async () => {
    const { seed: result, pictures } = await seedOf(bench, seed, FOOLED, AT);
    if (seed < SHOWN)
      shown.push(
        { label: 'photograph', image: pictures.photograph },
        { label: `unit ${result.unit}, untouched`, image: pictures.honest },
        { label: 'the same, beyond photographs', image: pictures.fooled.beyond },
        { label: 'the same, classified', image: pictures.fooled.classified },
        { label: `the decoy, unit ${result.decoy}`, image: await pictures.decoy() },
      );
    return result;
  }),
);
// of results that were kept the pictures are those of the page as it is
if (shown.length && shown.length === 5 * Math.min(SHOWN, seeds.length)) {
  const sheet = await pictureSheet(
    shown.map(({ image }) => image),
    5,
    shown.map(({ label }) => label),
  );
  await writeProjectFile(
    'docs/pictures/audit-accuracy/fooled.jpg',
    await jpeg(sharp(sheet), { best: 86, worst: 50, by: 4, bytes: 220_000 }),
  );
}

const further = await inTurn(FURTHER, async (layer) => {
  const random = new Random(100);
  const units = [...new Set(Array.from({ length: 400 }, () => random.below(bench.means[0]![layer]!.length)))];
  return inTurn(units.slice(0, Number(given.features)), (unit) => {
    // drawn in any case, so that a run that goes on draws the same
    const photograph = photographs[random.below(photographs.length)]!;
    const feature = { layer, unit };
    return kept(`${layer}:${unit}`, async () => ({
      ...feature,
      ...(await bench.path(feature, await bench.accentuated(feature, photograph, unit))),
    }));
  });
});
await bench.cache.release();
await writeResults({
  seeds,
  further: further.flat(),
  photographs: photographs.length,
  crops: CROPS,
  settings: SETTINGS,
  layer: FOOLED,
  at: AT,
});
