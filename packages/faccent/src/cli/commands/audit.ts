import path from 'node:path';
import type { Command } from 'commander';
import {
  AUDIT_DEFAULTS,
  AUDIT_QUICK,
  FaccentError,
  type Model,
  type RecipeFeature,
  auditCheckNames,
  parameterizations,
  readPhotograph,
  recipe,
} from 'faccent';
import { auditInputs } from '../audit/inputs.js';
import { defaultFolder } from '../files/folder.js';
import { viewsOf, withBackground, withRunFlags, withViews } from '../flags/declared.js';
import { CIRCUIT_SIZE, type KeepFlags, keepOption, withDevice, withModel } from '../flags/groups.js';
import { featureText, positiveWhole, size, upTo } from '../flags/parse.js';
import { photographsOrExemplars, place, subjects } from '../flags/places.js';
import { refused } from '../flags/refused.js';
import { type RunOptionFlags, optionsFrom } from '../flags/run-options.js';
import { type RunFlags, isQuiet } from '../jobs/job.js';
import { printModel } from '../jobs/jobs.js';
import { runOne } from '../jobs/one.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { checkTargets, ofClass, ofFeature } from '../target.js';

interface AuditFlags extends ModelFlags, RunFlags, RunOptionFlags, KeepFlags {
  readonly natural?: string;
  readonly limit: number;
  readonly second?: string;
  readonly seeds?: number;
  readonly others?: number;
  readonly writings?: readonly string[];
  readonly checks?: readonly string[];
  readonly quick?: boolean;
  readonly model?: string;
  readonly size: [number, number];
  readonly background?: string;
  readonly out?: string;
}

/** Seeds, other features: each is an accentuation. */
const MOST = 1000;

/** How a picture is written unless it is said; and what an audit is that is to be quick. */
const WRITINGS = ['fourier', 'pixel', 'laplacian'];
const QUICK = { ...AUDIT_QUICK, writings: WRITINGS.slice(0, 2) };
const USUAL = { ...AUDIT_DEFAULTS, writings: WRITINGS };

/** Names with commas between them. */
const words = (text: string): string[] => text.split(',').map((name) => name.trim());

function writingsFrom(text: string): string[] {
  const names = words(text);
  refused(() => {
    const made = names.map((name) => parameterizations.parse(name).name);
    if (new Set(made).size < made.length) throw new FaccentError('it names one twice');
  });
  return names;
}

function checksFrom(text: string): string[] {
  const names = words(text);
  const odd = names.find((name) => !auditCheckNames.includes(name));
  refused(() => {
    if (odd !== undefined) throw new FaccentError(`the checks are ${auditCheckNames.join(', ')}`);
  });
  return names;
}

/** In its help. */
export const examples = ['faccent audit block5c:12 photo.jpg --quick --out audited'];

/** Adds what `audit` takes, and what it does. */
export function define(command: Command): void {
  const described = withBackground(
    withDevice(
      withModel(
        command
          .argument('<feature>', 'LAYER:UNIT, or a class by label or index')
          .argument('<photos...>', 'image files', subjects)
          .option(
            '--natural <folder>',
            'natural photographs, or exemplars of such (default: parts of these)',
            photographsOrExemplars,
          )
          .option('--limit <n>', 'natural photographs that are looked at, at most', positiveWhole, 60)
          .option(
            '--second <name>',
            'another network that is shown the pictures, or none (default: of the two that ship, the other)',
          ),
      ),
    ),
  ).option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [CIRCUIT_SIZE, CIRCUIT_SIZE]);
  withViews(
    withRunFlags(described, ['steps', 'strength', 'randomSeed'], { steps: `${USUAL.steps}` }),
    USUAL.views,
  )
    .option('--seeds <n>', `seeds that each is made from (default: ${USUAL.seeds})`, upTo(MOST))
    .option('--others <n>', `other features, to compare with (default: ${USUAL.others})`, upTo(MOST))
    .option(
      '--writings <list>',
      `parameterizations, with commas between them (default: ${WRITINGS.join()})`,
      writingsFrom,
    )
    .option('--checks <list>', `which to make (default: all of ${auditCheckNames.join()})`, checksFrom)
    .option('--quick', 'fewer and shorter: 12 steps, 2 seeds, 2 parameterizations, 2 other features')
    .option('--out <folder>', 'where the results go (default: audited/PHOTO-FEATURE)', place)
    .addOption(keepOption())
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(audit);
}

/** A unit where it is written like one and the network has the layer; or else a class. */
function featureOf(model: Model, text: string): RecipeFeature {
  const [, layer] = /^(.+):\d+$/s.exec(text) ?? [];
  if (layer === undefined) return ofClass(model, model.classIndex(text));
  const { unit } = featureText(text);
  model.resolve(layer);
  return { layer, unit };
}

/** Whether a feature's pictures are to be believed, as one page. */
async function audit(named: string, files: readonly string[], flags: AuditFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const usual = flags.quick ? { ...USUAL, ...QUICK } : USUAL;
  const options = await optionsFrom(flags, ['steps', 'strength', 'randomSeed'], {
    ...{ views: viewsOf(flags) ?? usual.views, steps: usual.steps },
  });
  const { model } = await loadModel(flags.model, { ...flags, quiet });
  const target = ofFeature(featureOf(model, named));
  checkTargets(model, [target]);
  const { size, background, natural, limit, second } = flags;
  const seen = { model, feature: target.feature!, size, background };
  const { asked } = await auditInputs({ natural, limit, second }, seen);
  const photographs = [];
  for (const file of new Set(files.map((name) => path.resolve(name)))) {
    const read = await readPhotograph(file, { size, background });
    // the values are read again where the audit is made
    photographs.push({ ...read, data: undefined, path: file, sha256: read.sha256! });
  }
  const [photograph, ...further] = photographs;
  const { seeds = usual.seeds, others = usual.others, writings = usual.writings, checks } = flags;
  if (!quiet) printModel(model, options);
  await runOne(
    {
      ...{ model, background },
      folder: flags.out ?? defaultFolder('audited', files[0]!, target.name),
      request: await recipe({
        ...{ model, photograph, objective: target.feature! },
        options: { ...options, parameterization: parameterizations.parse(writings[0]!) },
      }),
      audit: {
        ...{ ...asked, seeds, others, checks, parameterizations: writings },
        photographs: further.map(({ path, sha256, background }) => ({ path, sha256, background })),
      },
    },
    flags,
  );
}
