import path from 'node:path';
import {
  DEFAULTS,
  type DeviceChoice,
  type Recipe,
  defaultThreads,
  digest,
  featureName,
  strongest,
} from 'faccent';
import pc from 'picocolors';
import { type OutputFolder, openFolder } from '../files/atomic.js';
import { deviceOf } from '../device.js';
import { defaultFolder } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../files/model.js';
import { printAssumed } from '../models/progress.js';
import { featureOf } from '../feature.js';
import { readPhoto } from '../files/photo.js';
import type { OutputFlags } from '../options.js';
import { needFfmpeg } from '../outputs/animation.js';
import { resultFiles } from '../outputs/results.js';
import { checkTensorFile, tensorFiles } from '../outputs/tensors.js';
import { Interrupted, type Request, execute } from '../run.js';
import { keep } from './resume.js';

export interface AccentuateFlags extends ModelFlags, OutputFlags {
  readonly feature?: { layer: string; unit: number };
  readonly class?: string;
  readonly position?: [number, number];
  readonly model?: string;
  readonly steps: number;
  readonly size: [number, number];
  readonly crops: number;
  readonly learningRate?: number;
  readonly regularize?: string;
  readonly strength: number;
  readonly balance?: number;
  readonly randomSeed: number;
  readonly cutoff?: number;
  readonly ball?: number;
  readonly opacityPercentile: number;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function accentuateCommand(photoPath: string, flags: AccentuateFlags): Promise<void> {
  const quiet = flags.quiet === true || flags.json === true;
  const { animate, saveTensors } = flags;
  if (animate?.includes('mp4')) await needFfmpeg();
  if (saveTensors !== undefined) checkTensorFile(saveTensors);
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const { model } = loaded;
  const feature = featureOf(model, flags);
  const photo = await readPhoto(photoPath, flags.size);
  const folder = flags.out ?? defaultFolder('accentuated', photoPath, featureName(feature));
  const regularize =
    flags.regularize === 'none' ? null : (flags.regularize ?? model.description.regularize ?? null);
  if (regularize === null && flags.regularize === undefined && !quiet) {
    console.error(
      pc.yellow(
        'note: the model names no layer to stay close at; --regularize LAYER holds the picture to the photograph',
      ),
    );
  }
  if (!quiet) printAssumed(loaded.assumed);
  if (!quiet) for (const note of model.notes) console.error(pc.yellow(`note: ${note}`));

  const output = await openFolder(folder);
  let tensors: OutputFolder | undefined;
  let request: Request | undefined;
  try {
    if (saveTensors !== undefined) tensors = await openFolder(path.dirname(saveTensors));
    request = {
      environment: { device: await deviceOf(flags.device), threads: flags.threads ?? defaultThreads() },
      model: {
        path: path.resolve(loaded.path),
        sha256: await digest(loaded.bytes),
        source: loaded.source,
        description: loaded.description,
        assumed: loaded.assumed,
      },
      photo: { path: path.resolve(photoPath), sha256: await digest(photo.bytes) },
      feature,
      settings: {
        size: flags.size,
        steps: flags.steps,
        crops: flags.crops,
        learningRate: flags.learningRate ?? (flags.ball === undefined ? DEFAULTS.learningRate : null),
        regularize,
        strength: flags.strength,
        balance: flags.balance ?? null,
        randomSeed: flags.randomSeed,
        cutoff: flags.cutoff ?? null,
        ball: flags.ball ?? null,
        percentile: flags.opacityPercentile,
      },
    };
    const { recipe, result, seconds } = await execute(request, model, photo.image, quiet, {
      snapshots: flags.snapshots,
    });
    const probability = async (image: typeof photo.image): Promise<number | undefined> =>
      (await strongest(model, image, { count: Infinity })).find((c) => c.unit === feature.unit)?.probability;
    const isClass = flags.class !== undefined && flags.position === undefined;
    const probabilities = isClass
      ? { before: await probability(photo.image), after: await probability(result.image) }
      : undefined;
    const measured = flags.report ? { seconds, probabilities } : undefined;
    await output.write(await resultFiles(recipe, photo.image, result, { animate, report: measured }));
    await tensors?.write(tensorFiles(saveTensors!, result, featureName(feature)));
    report(flags, recipe, folder, seconds, probabilities);
  } catch (error) {
    await tensors?.abandon();
    if (error instanceof Interrupted) return keep(output, folder, request, error);
    await output.abandon();
    throw error;
  }
}

interface Probabilities {
  before?: number;
  after?: number;
}

function report(
  flags: AccentuateFlags,
  recipe: Recipe,
  folder: string,
  seconds: number,
  probabilities?: Probabilities,
): void {
  const { activation, balance, steps } = recipe.results;
  const perStep = seconds / steps.length;
  if (flags.json) {
    const feature = { name: featureName(recipe.feature), ...recipe.feature };
    console.log(
      JSON.stringify({
        folder: path.resolve(folder),
        feature,
        activation,
        probabilities,
        balance,
        steps: steps.length,
        seconds,
      }),
    );
    return;
  }
  if (flags.quiet) return;
  const arrow = (before: number, after: number, digits: number): string =>
    `${before.toFixed(digits)} → ${pc.bold(after.toFixed(digits))}`;
  console.log(
    `${pc.bold(featureName(recipe.feature))} on the whole photograph: activation ${arrow(activation.before, activation.after, 3)}`,
  );
  if (probabilities?.before !== undefined && probabilities.after !== undefined) {
    console.log(`probability ${arrow(probabilities.before, probabilities.after, 4)}`);
  }
  const held =
    recipe.settings.regularize && balance !== null
      ? `held at ${recipe.settings.regularize}, balance ${balance.toPrecision(4)}`
      : 'not held to the photograph';
  console.log(`${steps.length} steps of ${perStep.toFixed(2)} s; ${held}`);
  const first = flags.report ? 'report.html' : `sheet.png and run.${flags.animate?.[0] ?? 'webp'}`;
  console.log(`pictures and recipe: ${pc.cyan(path.join(folder, path.sep))} (see ${first} first)`);
}
