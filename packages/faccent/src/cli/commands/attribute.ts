import path from 'node:path';
import { type Attribution, FaccentError, digest, objectiveFrom, randomOrder, resizeMap } from 'faccent';
import pc from 'picocolors';
import { type Run, readRun } from '../attribution/accentuation.js';
import { checkOptions, mapBy, methodsOf, onImage } from '../attribution/methods.js';
import { curveCharts } from '../attribution/curve-charts.js';
import { type Measured, agreements, areasOf, measure } from '../attribution/numbers.js';
import { camRangeOf } from '../attribution/range.js';
import { type Numbers, report } from '../attribution/report.js';
import { deviceOf } from '../device.js';
import { type FeatureFlags, featureOf } from '../feature.js';
import { openFolder } from '../../platform/node/atomic.js';
import { defaultFolder } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../../models/load.js';
import { readPhoto } from '../../platform/node/photo.js';
import { imagesIn } from '../../platform/node/photos.js';
import { printAssumed } from '../print/transfers.js';
import { ofFeature } from '../objective.js';
import { DEFAULT_SIZE } from '../options.js';
import { attributionFiles } from '../../report/attribution-files.js';
import { type RunFlags, isQuiet } from './run-job.js';

export interface AttributeFlags extends ModelFlags, FeatureFlags, RunFlags {
  readonly model?: string;
  readonly method: string;
  readonly layer?: string;
  readonly accentuation?: string;
  readonly rangeImages?: string;
  readonly curves?: boolean;
  readonly sanity?: boolean;
  readonly size?: [number, number];
  readonly randomSeed: number;
  readonly out?: string;
}

export async function attributeCommand(photoPath: string, flags: AttributeFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const methods = methodsOf(flags.method);
  const run = flags.accentuation === undefined ? undefined : await readRun(flags.accentuation);
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const { model } = loaded;
  checkOptions(model, methods, flags);
  const named = flags.feature !== undefined || flags.class !== undefined;
  const wanted = run && !named ? run.recipe : ofFeature(featureOf(model, flags));
  const size = flags.size ?? run?.recipe.settings.size ?? [DEFAULT_SIZE, DEFAULT_SIZE];
  const { image, bytes } = await readPhoto(photoPath, size);
  if (run) await compareWith(run, { photo: bytes, model: loaded.bytes }, named, quiet);
  if (!quiet) printAssumed(loaded.assumed);
  const rangeFiles = flags.rangeImages === undefined ? [] : await imagesIn(flags.rangeImages);

  const folder = flags.out ?? defaultFolder('attributed', photoPath, wanted.name);
  const output = await openFolder(folder);
  try {
    const { layer, randomSeed, threads } = flags;
    const options = { layer, randomSeed, threads, device: await deviceOf(flags.device) };
    const objective = objectiveFrom(wanted.objective, { encoders: run?.encoder && [run.encoder] });
    const question = { model, image, objective, options };
    const attributions: Attribution[] = [];
    const measures: Measured[] = [];
    for (const [i, method] of methods.entries()) {
      if (!quiet) console.error(pc.dim(`${method} (${i + 1} of ${methods.length})`));
      const attribution = await mapBy(method, question);
      attributions.push(attribution);
      measures.push(await measure(method, attribution, question, flags));
    }
    const range = await camRangeOf(attributions, rangeFiles, question);
    const chance = flags.curves ? await areasOf(question, randomOrder(size, randomSeed)) : undefined;
    const maps = new Map(attributions.map((a) => [a.name, onImage(a, image)]));
    if (run) maps.set('opacity', resizeMap(run.opacity, run.image.size, size));
    const numbers: Numbers = {
      feature: { name: wanted.name, ...wanted.feature },
      objective: wanted.objective,
      model: loaded.source,
      size,
      methods: measures,
      agreement: agreements(maps),
      chance,
      signedCamRange: range,
      opacity: run && { folder: path.resolve(flags.accentuation!), file: run.source },
    };
    const files = await attributionFiles(image, attributions, range, run);
    if (chance) {
      const curves = measures.map(({ name, curves }) => [name as string, curves!] as const);
      const charts = curveCharts(new Map([...curves, ['random order', chance]]), wanted.name);
      for (const [file, svg] of charts) files.set(file, svg);
    }
    files.set('attributions.json', `${JSON.stringify(numbers, null, 1)}\n`);
    await output.write(files);
    if (flags.json) console.log(JSON.stringify({ folder: path.resolve(folder), ...numbers }));
    else if (!quiet) report(numbers, folder);
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

/**
 * Says in what the accentuation differs.
 * @throws FaccentError if its feature is asked of a network that it was not made with
 */
async function compareWith(
  { recipe }: Run,
  bytes: Record<'photo' | 'model', Uint8Array>,
  named: boolean,
  quiet: boolean,
): Promise<void> {
  const other = async (what: 'photo' | 'model'): Promise<boolean> =>
    (await digest(bytes[what])) !== recipe[what]?.sha256;
  const otherModel = await other('model');
  if (otherModel && !named) {
    throw new FaccentError(
      `the accentuation was made with another model: give it by --model ${recipe.model.source ?? recipe.model.path}, or name a feature`,
    );
  }
  const note = (what: string): void => console.error(pc.yellow(`note: the accentuation was made ${what}`));
  if (otherModel && !quiet) note('with another model');
  if ((await other('photo')) && !quiet) note('of another photograph');
}
