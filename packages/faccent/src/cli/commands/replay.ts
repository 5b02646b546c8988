import { type Recipe, checkRecipe, runtimeName, runtimeVersion } from 'faccent';
import pc from 'picocolors';
import { openFolder } from '../../platform/node/atomic.js';
import { readJson } from '../../platform/node/read.js';
import { recordedInputs } from '../../recipe/recorded.js';
import { resultFiles } from '../../report/results.js';
import { execute } from '../run.js';

export interface ReplayFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Largest difference between two runs' activations and distances, step by step. */
function largestDifference(a: Recipe['results'], b: Recipe['results']): number {
  const values = (r: Recipe['results']): number[] => r.steps.flatMap((s) => [s.activation, s.distance ?? 0]);
  const [x, y] = [values(a), values(b)];
  if (x.length !== y.length) return Infinity;
  return x.reduce((most, v, i) => Math.max(most, Math.abs(v - y[i]!)), 0);
}

/** @returns whether the run was bit-identical */
export async function replayCommand(recipeFile: string, flags: ReplayFlags): Promise<boolean> {
  const recipe = checkRecipe(await readJson(recipeFile));
  const quiet = flags.quiet === true || flags.json === true;
  const inputs = await recordedInputs(recipe, recipeFile);
  const output = flags.out === undefined ? undefined : await openFolder(flags.out);
  try {
    const { recipe: again, result } = await execute(recipe, inputs, quiet);
    if (output) await output.write(await resultFiles(again, inputs.photo, result));
    const [then, now] = [recipe.results, again.results];
    const difference = largestDifference(then, now);
    const identical = then.image === now.image && then.opacity === now.opacity && difference === 0;
    const elsewhere =
      recipe.environment.runtime !== runtimeName ||
      recipe.environment.runtimeVersion !== runtimeVersion ||
      recipe.environment.platform !== again.environment.platform;
    if (flags.json)
      console.log(JSON.stringify({ identical, largestDifference: difference, sameEnvironment: !elsewhere }));
    else if (identical)
      console.log(
        `${pc.green('bit-identical')}: ${recipe.name}, ${now.steps.length} steps, picture and opacity`,
      );
    else {
      console.log(
        `${pc.red('not bit-identical')}: activations and distances differ by up to ${difference.toPrecision(3)}`,
      );
      if (elsewhere) {
        const { runtime, runtimeVersion: version, platform } = recipe.environment;
        console.log(
          `the recipe was made with ${runtime} ${version} on ${platform}; this is ${runtimeName} ${runtimeVersion} on ${again.environment.platform}`,
        );
      }
    }
    return identical;
  } catch (error) {
    await output?.abandon();
    throw error;
  }
}
