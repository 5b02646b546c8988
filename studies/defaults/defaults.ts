// What a run's defaults stand on: settings tried on pairs of a photograph and a class that it does not show, judged by
// SqueezeNet. Writes docs/defaults.md.
//
//   npm run study defaults -- --judge FOLDER --images FOLDER [--networks NAME,...] [--settings NAME,...] [--threads 2]
//   npm run study defaults -- --page
//
// --judge is a folder with model.onnx, model.json and labels.txt of SqueezeNet 1.1 (Iandola et al. 2016), which does not
// ship; it is tried as a network, too. --images holds folders of labelled photographs (Caltech 101's categories). Each run is kept in
// docs/results/defaults.jsonl as soon as it is made, and not made again; the page is made of all that are kept, --page
// makes it alone. A part of the runs can be given to a second process: --part 1/2 and --part 2/2.
import { parseArgs } from 'node:util';
import { FaccentError, graphCache } from 'faccent';
import { openBench } from './bench.js';
import { writeDefaults } from './page.js';
import { PAIRS, type Pair, TRIED, TRIED_ALSO } from './pairs.js';
import { keep, keptRuns, keyOf, madeRun } from './runs.js';
import { COMPARED, NETWORKS, RIVALS, SETTINGS, type Setting } from './settings.js';

const text = { type: 'string' } as const;
const { values: given } = parseArgs({
  options: {
    ...{ judge: text, images: text, networks: text, settings: text, threads: text, part: text },
    page: { type: 'boolean', default: false },
  },
});

/** Those of a list that a command line names; all of them where it names none. */
function named<T extends { readonly name: string }>(
  all: readonly T[],
  names: string | undefined,
): readonly T[] {
  return names === undefined
    ? all
    : names.split(',').map((name) => {
        const found = all.find((one) => one.name === name);
        if (found) return found;
        throw new FaccentError(`there is no "${name}"; there are ${all.map((one) => one.name).join(', ')}`);
      });
}

/** The pairs that a setting is tried on: what is compared closely on all of them. */
function pairsOf({ name }: Setting): readonly Pair[] {
  if (COMPARED.includes(name)) return [...PAIRS.given, ...PAIRS.own];
  return RIVALS.includes(name) ? [...TRIED, ...TRIED_ALSO] : TRIED;
}

/** Runs that are not kept yet, setting by setting. */
async function makeRuns(): Promise<void> {
  const [part, parts] = (given.part ?? '1/1').split('/').map(Number) as [number, number];
  const { judge, images } = given;
  if (judge === undefined || images === undefined)
    throw new FaccentError(
      'say where SqueezeNet 1.1 and the photographs are with --judge FOLDER --images FOLDER',
    );
  const kept = new Set((await keptRuns()).map(keyOf));
  for (const network of named(NETWORKS, given.networks)) {
    const bench = await openBench(network, {
      judge,
      images,
      threads: given.threads === undefined ? undefined : Number(given.threads),
    });
    for (const setting of named(SETTINGS, given.settings)) {
      const cache = graphCache();
      for (const [i, pair] of pairsOf(setting).entries()) {
        const key = keyOf({ network: network.name, setting: setting.name, ...pair });
        if (i % parts !== part - 1 || kept.has(key)) continue;
        kept.add(key);
        const { kept: made } = await madeRun(bench, setting, pair, cache);
        await keep(made);
        console.log(`${key}: log-odds ${made.odds.toFixed(1)}, SSIM ${made.ssim.toFixed(3)}`);
      }
      await cache.release();
    }
  }
}

if (!given.page) await makeRuns();
await writeDefaults(await keptRuns());
