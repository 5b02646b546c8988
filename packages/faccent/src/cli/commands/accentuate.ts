import path from 'node:path';
import { type Command, Option } from 'commander';
import {
  type Device,
  FaccentError,
  type Model,
  type Photograph,
  type Size,
  pictureOptions,
  readPhotograph,
  strongest,
} from 'faccent';
import { type AgainstFlags, checkAgainst, rivalOf } from '../against/rival.js';
import { type ComparisonFlags, checkComparisons } from '../comparisons.js';
import { encoderOf } from '../encoder.js';
import { directionOf } from '../files/direction.js';
import { folderIn, runNames } from '../files/folder.js';
import { choices } from '../flags/choices.js';
import { declaredFlag, sizeFlag, withBackground, withRunFlags } from '../flags/declared.js';
import {
  type KeepFlags,
  type OutputFlags,
  checkOutputs,
  grouped,
  withAgainst,
  withComparisons,
  withDevice,
  withModel,
  withObjective,
  withOutputs,
} from '../flags/groups.js';
import { type LevelsText, levels, pixelBox } from '../flags/parse.js';
import { file, subjects } from '../flags/places.js';
import { type RegionFlags, regionOf } from '../flags/region.js';
import { ASCENT, HOLD, type RunOptionFlags, heldBy, optionsFrom } from '../flags/run-options.js';
import { type Job, type KnownPhotograph, type RunFlags, classOf, isQuiet } from '../jobs/job.js';
import { runJobs } from '../jobs/jobs.js';
import { checkLevels } from '../jobs/wanted-levels.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { note } from '../print/note.js';
import {
  type ObjectiveFlags,
  type Target,
  checkObjective,
  ofClass,
  ofFeature,
  sayTarget,
  targetsOf,
} from '../target.js';

interface AccentuateFlags
  extends
    ModelFlags,
    ObjectiveFlags,
    OutputFlags,
    KeepFlags,
    RunFlags,
    RunOptionFlags,
    RegionFlags,
    ComparisonFlags,
    AgainstFlags {
  readonly model?: string;
  readonly size?: Size;
  readonly aspect: 'square' | 'keep';
  readonly background?: string;
  readonly opacityPercentile?: number;
  readonly levels?: LevelsText;
}

const VIEWS = 16;

/** In its help. */
export const examples = [
  'faccent accentuate photo.jpg --class leopard --out leopard',
  'faccent accentuate photos/spotted/*.jpg --feature block5c:12 --feature block6a:3 --out many',
];

/** Adds what `accentuate` takes, and what it does. */
export function define(command: Command): void {
  withAgainst(withObjective(command.argument('<photos...>', 'image files', subjects)));
  grouped(command, 'How it climbs', (c) =>
    withRunFlags(c, ['parameterization', ...ASCENT], { views: `${VIEWS}` }).option(
      '--levels <levels>',
      'a series of pictures: so many activations, or these, like -2,0,4 or 5%,95% of --natural',
      levels,
    ),
  );
  grouped(command, 'The picture, and how close it stays', (c) =>
    withRunFlags(
      withBackground(c.addOption(sizeFlag('512'))).addOption(
        new Option('--aspect <shape>', 'square, or as the photograph: --size is the longer side')
          .choices(['square', 'keep'])
          .default('square'),
      ),
      HOLD,
    )
      .option('--mask <file>', 'a painted picture: what is white in it may change', file)
      .option('--box <y0,x0,y1,x1>', 'or: what is within these pixels of the canvas', pixelBox)
      .addOption(declaredFlag('opacityPercentile', pictureOptions.opacityPercentile)),
  );
  withDevice(withModel(withOutputs(withComparisons(command), 'accentuated/PHOTO-FEATURE')))
    .addHelpText('after', choices)
    .action(accentuate);
}

/** Accentuates every feature in every photograph. All that can be checked is checked before the first run. */
async function accentuate(photos: readonly string[], flags: AccentuateFlags): Promise<void> {
  checkLevels({ ...flags, levels: flags.tune ? [flags.tune[0]] : flags.levels });
  await checkOutputs(flags);
  const canvas = canvasOf(flags);
  const seenWith = async (file: string) => {
    const photo = await readPhotograph(file, canvas);
    return { photo, region: await regionOf(flags, photo) };
  };
  await checkComparisons(flags);
  await checkAgainst(flags);
  const given = await optionsFrom(flags, ['parameterization', ...ASCENT, ...HOLD], { views: VIEWS });
  const direction = await directionOf(flags);
  // a region is told of before the model is looked for
  const hasRegion = flags.mask !== undefined || flags.box !== undefined;
  const first = hasRegion ? await seenWith(photos[0]!) : undefined;
  const encoder = await encoderOf(flags.encoder);
  const named = sayTarget(flags);
  if (named) await checkObjective(flags, { encoder: encoder?.encoder });
  const { model } = await loadModel(flags.model, { ...flags, quiet: isQuiet(flags) });
  const rival = await rivalOf(flags, model);
  const opposed = (target: Target): Target => (rival ? rival.oppose(target) : target);
  const targets = named
    ? targetsOf(model, flags, { encoder: encoder?.encoder, direction }).map(opposed)
    : undefined;
  const options = { ...given, regularize: heldBy(model, flags) };
  const jobs: Job[] = [];
  const called = runNames(photos, targets ?? []);
  for (const file of photos) {
    const { photo, region } = first && file === photos[0] ? first : await seenWith(file);
    for (const target of targets ?? [
      opposed(await strongestClass(model, photo, file, flags, options.device)),
    ]) {
      const folder =
        flags.out === undefined
          ? path.join('accentuated', `${called.photograph(file, false)}-${called.feature(target)}`)
          : folderIn(
              flags.out,
              photos.length > 1 ? called.photograph(file, true) : undefined,
              (targets?.length ?? 1) > 1 ? called.feature(target) : undefined,
            );
      jobs.push({
        ...{
          model,
          photo: known(photo, file),
          encoder,
          target,
          rival,
          folder,
          size: photo.size,
          region: region?.region,
        },
        options: { ...options, mask: region?.values },
        ...{ opacityPercentile: flags.opacityPercentile, levels: flags.levels },
        probable: flags.class === undefined && named ? undefined : classOf(target, model),
      });
    }
  }
  await runJobs(jobs, flags);
}

/** What is kept of a photograph until its run: not its values, of which there may be hundreds. */
const known = ({ size, original, background, sha256 }: Photograph, file: string): KnownPhotograph => ({
  ...{ size, original, background, path: file, sha256: sha256! },
});

/** How photographs are read: on the canvas that was asked for, or in the photograph's own shape. */
function canvasOf({ size = pictureOptions.size.usual!, aspect, background }: AccentuateFlags) {
  if (aspect === 'keep' && size[0] !== size[1])
    throw new FaccentError('--aspect keep takes one --size N, the longer side, not HEIGHTxWIDTH');
  return { size, aspect, background };
}

/** What a photograph is accentuated for that nobody named anything for. */
async function strongestClass(
  model: Model,
  photo: Awaited<ReturnType<typeof readPhotograph>>,
  file: string,
  flags: AccentuateFlags,
  device: Device | undefined,
): Promise<Target> {
  const [first] = await strongest(model, photo, { count: 1, device, threads: flags.threads });
  const target = ofFeature(ofClass(model, first!.unit));
  if (!isQuiet(flags))
    note(
      `no feature is named, so "${path.basename(file)}" is accentuated for its strongest class, ${target.name} (faccent top lists more)`,
    );
  return target;
}
