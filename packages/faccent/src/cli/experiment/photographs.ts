import {
  type ExperimentPlan,
  FaccentError,
  type LayerUnits,
  type Model,
  type UnitPhotographs,
  unitPhotographs,
} from 'faccent';
import { colourFrom } from '../../image/background.js';
import { textHash } from '../../math/text-hash.js';
import { checkAgrees } from '../exemplars/about.js';
import type { BlockPhotograph } from '../exemplars/block.js';
import { exemplars } from '../exemplars/command.js';
import { holdsExemplars } from '../exemplars/natural.js';
import { type Exemplars, openExemplars } from '../exemplars/read.js';
import { isQuiet } from '../jobs/job.js';
import type { MakeFlags } from './flags.js';

/** A unit of a layer. */
export interface Unit {
  readonly layer: string;
  readonly unit: number;
}

/** The units of patterns, one by one. */
export const each = (layers: readonly LayerUnits[]): Unit[] =>
  layers.flatMap(({ layer, units }) => units.map((unit) => ({ layer, unit })));

/** Where photographs are measured that a plan has as they are, beside the page. */
export const measuredFolder = (out: string): string => `${out.replace(/[\\/]+$/, '')}-exemplars`;

/**
 * The photographs of a plan with each unit's activation in them: those of `faccent exemplars`, or measured by it now.
 * @param file the plan's, for errors
 * @returns nothing where a signal ended the measuring: what was measured is kept
 * @throws FaccentError where they are of another network or canvas, or do not have a unit
 */
export async function measured(
  plan: ExperimentPlan,
  {
    units,
    model,
    flags,
  }: { readonly units: readonly Unit[]; readonly model: Model; readonly flags: MakeFlags },
): Promise<Exemplars | undefined> {
  const { photographs: folder, size, background } = plan;
  const from = holdsExemplars(folder) ? folder : measuredFolder(flags.out);
  if (from !== folder && !(await measure(plan, from, flags))) return undefined;
  const found = await openExemplars(from);
  checkAgrees(from, found.about, { model, size, background });
  for (const { layer, unit } of units)
    if (!found.has(found.layerNamed(model, layer), unit))
      throw new FaccentError(
        `the exemplars in "${from}" have no ${layer}:${unit}: run faccent exemplars with all units of the plan, or name the folder of photographs itself`,
      );
  return found;
}

/** Statuses from here on say that a signal ended a command. */
const SIGNALLED = 128;

/** Measures a folder of photographs. @returns whether it came to its end */
async function measure(
  { photographs, units, practice, references, size, background }: ExperimentPlan,
  out: string,
  flags: MakeFlags,
): Promise<boolean> {
  const [height, width] = size;
  await exemplars(photographs, {
    ...{
      ...flags,
      layers: [...units, ...practice],
      size: [height, width],
      background: colourFrom(background),
    },
    ...{ out, top: references, sample: 0, by: 'activation', json: false, quiet: isQuiet(flags) },
  });
  // what was there before is no sign that nobody has ended it now
  return holdsExemplars(out) && Number(process.exitCode ?? 0) < SIGNALLED;
}

/** A unit's photographs: which are references, and which are asked about. */
export interface Chosen extends UnitPhotographs {
  readonly values: Float64Array;
  readonly photographs: readonly BlockPhotograph[];
}

/** Chooses the photographs of a unit; of files with the same contents one counts. @throws FaccentError that names the unit */
export async function chosenFor(
  { layer, unit }: Unit,
  exemplars: Exemplars,
  model: Model,
  plan: ExperimentPlan,
): Promise<Chosen> {
  const all = await exemplars.photographs();
  const first = new Map<string, number>();
  for (const [i, { sha256 }] of all.entries()) if (!first.has(sha256)) first.set(sha256, i);
  const places = [...first.values()];
  const everywhere = await exemplars.values(exemplars.layerNamed(model, layer), unit);
  const values = Float64Array.from(places, (place) => everywhere[place]!);
  const randomSeed = textHash(`${plan.randomSeed}:${layer}:${unit}`);
  try {
    const chosen = unitPhotographs(values, { ...plan, randomSeed });
    return { ...chosen, values, photographs: places.map((place) => all[place]!) };
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    throw new FaccentError(`${layer}:${unit}: ${error.message}`, { cause: error });
  }
}
