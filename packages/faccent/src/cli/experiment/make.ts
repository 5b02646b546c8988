import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type ExperimentPage,
  type ExperimentPlan,
  FaccentError,
  type LayerUnits,
  type Model,
  featuresMatching,
} from 'faccent';
import { formatJson } from '../../formats/finite.js';
import { openFolder } from '../../platform/node/atomic.js';
import { jsonFile } from '../../report/files.js';
import { deviceOf } from '../device.js';
import { holdsExemplars } from '../exemplars/natural.js';
import { isQuiet } from '../jobs/job.js';
import { loadModel } from '../models/load.js';
import pc, { nameLine } from '../print/colours.js';
import { printFacts } from '../print/model.js';
import { type Interrupt, Interrupted, interruptible, leaveNow } from '../signals/interrupt.js';
import { type Composed, compose } from './compose.js';
import type { MakeFlags } from './flags.js';
import { experimentPage } from './page.js';
import { each, measured, type Unit } from './photographs.js';
import { makePictures } from './pictures.js';
import { planAt } from './plan-file.js';
import { Pictures } from './wanted.js';

/** The page, and the file that says how it was made, which tells the page's folder from others. */
const [PAGE, RECORD] = ['index.html', 'experiment.json'];

/** `faccent experiment PLAN`: makes the page. All that can be checked is checked before anything is made. */
export async function make(file: string, flags: MakeFlags): Promise<void> {
  const { out } = flags;
  const quiet = isQuiet(flags);
  const plan = await planAt(file);
  if (existsSync(path.join(out, PAGE)) && !existsSync(path.join(out, RECORD)))
    throw new FaccentError(
      `"${path.join(out, PAGE)}" is not an experiment's: name another folder with --out`,
    );
  const device = await deviceOf(flags.device);
  const { model } = await loadModel(flags.model, { ...flags, quiet });
  const [units, practice] = unitsOf(model, plan);
  const environment = { device, threads: flags.threads };
  const runsWith = async (folder: string) => {
    const pictures = new Pictures(plan, model, folder, environment);
    const conditions = plan.conditions.map((one, i) => pictures.condition(one, `plan.conditions[${i}]`));
    return { pictures, conditions: await Promise.all(conditions) };
  };
  // what is wrong with settings is said before anything is measured
  await runsWith('');
  // measuring says them itself
  if (!quiet && holdsExemplars(plan.photographs)) printFacts(model.facts);
  const found = await measured(plan, { units: [...units, ...practice], model, flags });
  if (!found) return;
  const parts = await runsWith(found.about.folder);
  const composed = await compose({ plan, model, units, practice, exemplars: found, ...parts });
  await interruptible((interrupt) => finish(composed, { plan, model, flags, interrupt }));
}

/** The units of a plan, and those of practice. @throws FaccentError where one is both */
function unitsOf(model: Model, plan: ExperimentPlan): [Unit[], Unit[]] {
  const [units, practice] = [plan.units, plan.practice].map((patterns): LayerUnits[] =>
    patterns.length ? featuresMatching(model, patterns) : [],
  ) as [LayerUnits[], LayerUnits[]];
  const asked = new Set(each(units).map(({ layer, unit }) => `${model.resolve(layer)}:${unit}`));
  const both = each(practice).find(({ layer, unit }) => asked.has(`${model.resolve(layer)}:${unit}`));
  if (both)
    throw new FaccentError(
      `${both.layer}:${both.unit} is among the plan's units and its practice, which says what is right: take it out of one`,
    );
  return [each(units), each(practice)];
}

interface Finishing {
  readonly plan: ExperimentPlan;
  readonly model: Model;
  readonly flags: MakeFlags;
  readonly interrupt: Interrupt;
}

/** Makes the pictures and, once all are there, the page. */
async function finish(
  { wanted, page, record }: Composed,
  { plan, model, flags, interrupt }: Finishing,
): Promise<void> {
  const { out } = flags;
  const quiet = isQuiet(flags);
  const said = `interrupted: the pictures that were made are kept in "${out}", and the same command goes on`;
  interrupt.expect(said);
  const output = await openFolder(out);
  try {
    const made = await makePictures(wanted, { plan, model, folder: out, quiet, interrupt });
    await output.write(
      new Map([
        [RECORD, jsonFile(RECORD, record)],
        [PAGE, await experimentPage(page)],
      ]),
    );
    say(page, { made, pictures: wanted.length }, flags);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    console.error(said);
    process.exitCode = interrupt.status;
    interrupt.expect('');
    if (error.atOnce) await leaveNow(interrupt.status!);
  } finally {
    await output.abandon();
  }
}

function say(
  { id, design, conditions }: ExperimentPage,
  counts: { readonly made: number; readonly pictures: number },
  { out, json, quiet }: MakeFlags,
): void {
  const { units, practice, sharing } = design;
  const trials = sharing === 'all' ? units * conditions.length : units;
  if (json)
    console.log(
      formatJson('what was made', { folder: out, id, units, practice, conditions, trials, ...counts }),
    );
  if (json || quiet) return;
  console.log(
    `${pc.bold(nameLine(out))}: ${trials} trials of ${units} units in ${conditions.length} ${conditions.length === 1 ? 'condition' : 'conditions'}, ${counts.pictures} pictures (${counts.made} new)`,
  );
  console.log(
    `open ${pc.cyan(nameLine(path.join(out, PAGE)))} in a browser, or put the folder on any host; ?participant=1 says who takes part`,
  );
}
