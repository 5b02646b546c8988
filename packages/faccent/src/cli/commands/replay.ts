import path from 'node:path';
import type { Command } from 'commander';
import {
  type Comparison,
  FaccentError,
  type OutputFiles,
  type Recipe,
  type RecipeInputs,
  type Step,
  checkRecipe,
  levelsFiles,
  replay,
  replayLevels,
  runFiles,
  runtimeName,
  runtimeVersion,
} from 'faccent';
import pc, { nameLine } from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { isRunFile } from '../../report/own-files.js';
import { readJson } from '../../platform/node/read.js';
import { recordedInputs } from '../files/recorded.js';
import { FETCH_HELP, RECORDED_MODEL_HELP } from '../flags/groups.js';
import { inOneGo } from '../signals/in-one-go.js';
import { isQuiet } from '../jobs/job.js';
import { awaitFirst, keepingBackend, usualSnapshots } from '../jobs/run.js';
import { note } from '../print/note.js';
import { showProgress } from '../print/progress.js';
import { place, subject } from '../flags/places.js';

interface ReplayFlags {
  readonly model?: string;
  readonly fetch?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** In its help. */
export const examples = ['faccent replay leopard/recipe.json --out again'];

/** Adds what `replay` takes, and what it does. */
export function define(command: Command): void {
  command
    .argument('<recipe>', 'recipe.json of a run', subject)
    .option('--model <name>', RECORDED_MODEL_HELP)
    .option('--fetch', FETCH_HELP)
    .option('--out <folder>', 'write the results there', place)
    .option('--json', 'print the verdict as JSON')
    .option('--quiet', 'no progress')
    .action(async (recipe: string, flags: ReplayFlags) => {
      if (!(await run(recipe, flags))) process.exitCode = 1;
    });
}

/** @returns whether the run was the same to the bit */
async function run(recipeFile: string, flags: ReplayFlags): Promise<boolean> {
  const recipe = checkRecipe(await readJson(recipeFile));
  const quiet = isQuiet(flags);
  const inputs = await recordedInputs(recipe, recipeFile, flags);
  if (flags.out !== undefined && path.resolve(flags.out) === path.resolve(path.dirname(recipeFile)))
    throw new FaccentError(
      `"${flags.out}" is the folder of the recipe, whose results stay as they are: give --out another folder`,
    );
  let identical = false;
  await inOneGo(flags.out, 'a replay', async (output, interrupt) => {
    const first = awaitFirst(interrupt, quiet);
    const again = await interrupt.during(made(recipe, inputs, quiet, first)).finally(first);
    if (output) await output.write(await again.files(), isRunFile);
    print(recipe, again, flags);
    identical = again.identical;
  });
  return identical;
}

/** A recipe's run, made again. */
interface Again extends Comparison {
  readonly recipe: Recipe;
  readonly files: () => Promise<OutputFiles>;
}

/** Makes the run of a recipe again. @param onStep is told of each of its steps */
async function made(
  recipe: Recipe,
  inputs: RecipeInputs,
  quiet: boolean,
  onStep: () => void,
): Promise<Again> {
  const steps = recipe.settings.steps as number;
  const how = { backend: keepingBackend(quiet), note: quiet ? undefined : note };
  const progress = await showProgress(steps, quiet);
  const told = {
    onStep: (step: Step) => {
      onStep();
      progress.step(step);
    },
  };
  try {
    if (recipe.levels === undefined) {
      const again = await replay(recipe, inputs, { ...how, ...told, snapshots: usualSnapshots(steps) });
      return { ...again, files: () => runFiles(again.recipe, inputs.photo, again.result) };
    }
    const again = await replayLevels(recipe, inputs, { ...how, ...told });
    return { ...again, files: () => levelsFiles(again.recipe, inputs.photo!, again.result) };
  } finally {
    progress.stop();
  }
}

function print(recipe: Recipe, again: Again, { json }: ReplayFlags): void {
  const { identical, largestDifference, sameEnvironment } = again;
  if (json) {
    const difference = Number.isFinite(largestDifference)
      ? { largestDifference }
      : { because: 'the runs have different numbers of steps' };
    console.log(formatJson('the verdict', { identical, ...difference, sameEnvironment }));
    return;
  }
  if (identical) {
    const {
      steps: { length: steps },
      levels,
    } = again.recipe.results;
    console.log(
      `${pc.green('bit-identical')}: ${nameLine(recipe.name)}, ${steps} steps, ${levels ? `${levels.length} levels` : 'picture'} and opacity`,
    );
    return;
  }
  console.log(
    `${pc.red('not bit-identical')}: activations and distances differ by up to ${largestDifference.toPrecision(3)}`,
  );
  if (sameEnvironment) return;
  const { runtime, runtimeVersion: version, platform } = recipe.environment;
  console.log(
    `the recipe was made with ${nameLine(`${runtime} ${version} on ${platform}`)}; this is ${runtimeName} ${runtimeVersion} on ${again.recipe.environment.platform}`,
  );
}
