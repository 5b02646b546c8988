import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  FaccentError,
  Model,
  type Recipe,
  checkRecipe,
  digest,
  featureName,
  runtimeName,
  runtimeVersion,
} from 'faccent';
import pc from 'picocolors';
import { openFolder } from '../files/atomic.js';
import { modelFile as fetchedFile, readExternalData } from '../files/model.js';
import { readPhoto } from '../files/photo.js';
import { readBytes, readJson } from '../files/read.js';
import { resultFiles } from '../outputs/results.js';
import { execute } from '../run.js';

export interface ReplayFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A file that a recipe names: where it says, or in the recipe's own folder under the same name. */
async function locate(named: string, recipeFile: string): Promise<string> {
  const folder = path.dirname(recipeFile);
  const candidates = [path.resolve(folder, named), path.join(folder, path.basename(named))];
  for (const candidate of candidates) {
    if (
      await stat(candidate).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  throw new FaccentError(`the recipe's file "${named}" is not there: put it back, or beside the recipe`);
}

function checkHash(what: string, file: string, expected: string, found: string): void {
  if (found !== expected) {
    throw new FaccentError(
      `the ${what} "${file}" is not the one that the recipe was made with (SHA-256 ${found.slice(0, 12)}…, not ${expected.slice(0, 12)}…)`,
    );
  }
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
  const { path: modelPath, source } = recipe.model;
  const modelFile = await locate(modelPath, recipeFile).catch((error: unknown) => {
    // what was fetched once can be fetched again
    if (source === undefined || path.isAbsolute(source)) throw error;
    return fetchedFile(source);
  });
  const modelBytes = await readBytes(modelFile, 'read the model');
  checkHash('model', modelFile, recipe.model.sha256, await digest(modelBytes));
  const photoFile = await locate(recipe.photo.path, recipeFile);
  const photo = await readPhoto(photoFile, recipe.settings.size);
  checkHash('photograph', photoFile, recipe.photo.sha256, await digest(photo.bytes));

  const weights = await readExternalData(modelFile, modelBytes);
  const model = Model.read(modelBytes, recipe.model.description, weights);
  const output = flags.out === undefined ? undefined : await openFolder(flags.out);
  try {
    const { recipe: again, result } = await execute(recipe, model, photo.image, quiet);
    if (output) await output.write(await resultFiles(again, photo.image, result));
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
        `${pc.green('bit-identical')}: ${featureName(recipe.feature)}, ${now.steps.length} steps, picture and opacity`,
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
