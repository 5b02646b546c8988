import path from 'node:path';
import type { Command } from 'commander';
import {
  type Attribution,
  FaccentError,
  attributionFiles,
  attributionMethods,
  objectives,
  onImage,
  randomOrder,
  readPhotograph,
  resizeMap,
} from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { jsonFile } from '../../report/files.js';
import { inOneGo } from '../signals/in-one-go.js';
import { imagesIn } from '../../platform/node/photos.js';
import { type Run, readRun } from '../attribution/accentuation.js';
import { curveCharts } from '../attribution/curve-charts.js';
import { flatness } from '../attribution/flat.js';
import { checkOptions, concerned, mapBy, methodLines, methodsOf } from '../attribution/methods.js';
import { type Measured, agreements, areasOf, measureMap } from '../attribution/numbers.js';
import { type Numbers, printNumbers } from '../attribution/print.js';
import { rangeOf } from '../attribution/range.js';
import { isAttributionFile } from '../../report/own-files.js';
import { deviceOf } from '../device.js';
import { defaultFolder } from '../files/folder.js';
import { about } from '../flags/about.js';
import { withBackground } from '../flags/declared.js';
import { DEFAULT_SIZE, withDevice, withModel } from '../flags/groups.js';
import { featureText, position, size, wholeNumber } from '../flags/parse.js';
import { folder as folderOf, photographs, place, subject } from '../flags/places.js';
import { refused } from '../flags/refused.js';
import { type RunFlags, isQuiet } from '../jobs/job.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { noteBackground } from '../print/photograph.js';
import { note } from '../print/note.js';
import { printFacts } from '../print/model.js';
import { type FeatureFlags, checkFeature, featureOf, ofFeature, onTokens } from '../target.js';

interface AttributeFlags extends ModelFlags, FeatureFlags, RunFlags {
  readonly model?: string;
  readonly method: string;
  readonly layer?: string;
  readonly accentuation?: string;
  readonly rangeImages?: string;
  readonly curves?: boolean;
  readonly sanity?: boolean;
  readonly size?: [number, number];
  readonly background?: string;
  readonly randomSeed: number;
  readonly out?: string;
}

/** Names of methods, read here so that a wrong one is told of first, and again with the flags that are for them. */
function methodText(text: string): string {
  refused(() => methodsOf(text, {}));
  return text;
}

/** In its help. */
export const examples = ['faccent attribute photo.jpg --class leopard --out maps'];

/** Adds what `attribute` takes, and what it does. */
export function define(command: Command): void {
  withBackground(
    withDevice(
      withModel(
        command
          .argument('<photo>', 'an image file', subject)
          .option('--feature <layer:unit>', 'the channel to explain', featureText)
          .option('--class <name>', 'or: the class, by label or index')
          .option('--position <y,x>', 'one position of the channel instead of its mean', position),
      ),
    ),
  )
    .option('--method <names>', 'methods with commas between them, all, or one as JSON', methodText, 'all')
    .option('--layer <name>', `the layer of ${concerned.layer()} (default: the last whose positions matter)`)
    .option(
      '--accentuation <folder>',
      'an accentuation to lay beside, and its feature unless one is named',
      folderOf,
    )
    .option(
      '--range-images <folder>',
      `images that the colours of ${concerned.rangeImages()} span (default: this one)`,
      photographs,
    )
    .option('--curves', 'deletion and insertion curves, beside pixels in random order')
    .option('--sanity', 'compare with the maps of the network with its weights randomized')
    .option('--size <n>', "canvas in pixels, N or HEIGHTxWIDTH (default: the accentuation's, or 512)", size)
    .option('--random-seed <n>', 'seed of the noise and of randomized weights', wholeNumber, 0)
    .option('--out <folder>', 'where the results go (default: attributed/PHOTO-FEATURE)', place)
    .option('--json', 'print the numbers as JSON')
    .option('--quiet', 'print nothing')
    .addHelpText('after', `\nMethods:\n${methodLines()}`)
    .action(attribute);
}

async function attribute(photoPath: string, flags: AttributeFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const methods = methodsOf(flags.method, flags, quiet ? undefined : note);
  checkOptions(methods, flags);
  const named = flags.feature !== undefined || flags.class !== undefined;
  if (named || flags.accentuation === undefined) checkFeature(flags);
  const rangeFiles = flags.rangeImages === undefined ? [] : await imagesIn(flags.rangeImages);
  const device = await deviceOf(flags.device);
  const run =
    flags.accentuation === undefined
      ? undefined
      : await about('--accentuation', () => readRun(flags.accentuation!));
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const { model } = loaded;
  if (flags.layer !== undefined) model.resolve(flags.layer);
  const target = run && !named ? run.recipe : onTokens(model, ofFeature(featureOf(model, flags)));
  const canvas = flags.size ?? run?.recipe.settings.size ?? ([DEFAULT_SIZE, DEFAULT_SIZE] as const);
  const image = await readPhotograph(photoPath, { size: canvas, background: flags.background });
  if (!quiet) noteBackground(image, flags.background);
  if (run) compareWith(run, { photo: image.sha256, model: loaded.sha256 }, named, quiet);
  if (!quiet) printFacts(model.facts);

  const folder = flags.out ?? defaultFolder('attributed', photoPath, target.name);
  await inOneGo(folder, 'an attribution', async (output) => {
    const { randomSeed, threads } = flags;
    const objective = objectives.read(target.objective, {
      given: { encoder: run?.encoder && [run.encoder] },
    });
    const running = { threads, device };
    const question = { model, image, objective, running, randomSeed };
    const attributions: Attribution[] = [];
    const measured: Measured[] = [];
    for (const [i, method] of methods.entries()) {
      if (!quiet) console.error(pc.dim(`${method.name} (${i + 1} of ${methods.length})`));
      const attribution = await mapBy(method, question);
      attributions.push(attribution);
      const { layer, size: positions } = attribution;
      if (layer !== undefined && !quiet)
        console.error(pc.dim(`  of the layer ${layer}, ${positions.join(' × ')} positions`));
      const flat = flatness(attribution);
      if (flat !== undefined && !quiet) note(flat);
      measured.push(await measureMap(method, attribution, question, flags));
    }
    const range = await rangeOf(methods, attributions, rangeFiles, question, flags.background);
    const chance = flags.curves ? await areasOf(question, randomOrder(canvas, randomSeed)) : undefined;
    const maps = new Map(attributions.map((a) => [a.name, onImage(a, image)]));
    if (run) maps.set('opacity', resizeMap(run.opacity, run.image.size, canvas));
    const record: Numbers = {
      feature: { name: target.name, ...target.feature },
      objective: target.objective,
      model: loaded.source,
      facts: model.facts,
      size: canvas,
      methods: measured,
      agreement: agreements(maps),
      chance,
      signedCamRange: range,
      opacity: run && { folder: path.resolve(flags.accentuation!), file: run.source },
    };
    const files = await attributionFiles(image, attributions, {
      range,
      accentuation: run && { name: run.recipe.name, image: run.image, opacity: run.picture },
    });
    if (chance) {
      const curves = measured.map(({ name, curves: own }) => [name, own!] as const);
      const charts = await curveCharts(new Map([...curves, ['random order', chance]]), target.name);
      for (const [file, svg] of charts) files.set(file, svg);
    }
    files.set('attributions.json', jsonFile('attributions.json', record));
    await output.write(files, isAttributionFile(attributionMethods.names));
    if (flags.json) console.log(formatJson('the result', { folder: path.resolve(folder), ...record }));
    else if (!quiet) printNumbers(record, folder);
  });
}

/**
 * Says in what the accentuation differs.
 * @throws FaccentError if its feature is asked of a network that it was not made with
 */
function compareWith(
  { recipe }: Run,
  hashes: Record<'photo' | 'model', string | undefined>,
  named: boolean,
  quiet: boolean,
): void {
  const other = (what: 'photo' | 'model'): boolean => hashes[what] !== recipe[what]?.sha256;
  const otherModel = other('model');
  if (otherModel && !named) {
    throw new FaccentError(
      `the accentuation was made with another model: give it by --model ${recipe.model.source ?? recipe.model.path}, or name a feature`,
    );
  }
  if (quiet) return;
  if (otherModel) note('the accentuation was made with another model');
  if (other('photo')) note('the accentuation was made of another photograph');
}
