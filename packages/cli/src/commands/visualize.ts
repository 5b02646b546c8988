import path from 'node:path';
import {
  type DeviceChoice,
  FaccentError,
  type Image,
  type Objective,
  type ObjectiveDescription,
  type Parameterization,
  type Visualization,
  box,
  channel,
  cppn,
  defaultThreads,
  digest,
  featureName,
  fourier,
  fourierPhase,
  laplacian,
  neuron,
  parseObjective,
  pixel,
  visualization,
} from 'faccent';
import pc from 'picocolors';
import { deviceOf } from '../device.js';
import { type FeatureFlags, featureOf } from '../feature.js';
import { openFolder } from '../files/atomic.js';
import { plainName } from '../files/folder.js';
import { type LoadedModel, type ModelFlags, loadModel } from '../files/model.js';
import { type AnimationFormat, animation, needFfmpeg } from '../outputs/animation.js';
import { chart } from '../outputs/chart.js';
import { png } from '../outputs/pictures.js';
import { showProgress } from '../outputs/progress.js';
import { version } from '../run.js';

/** Ways to write a picture as parameters, by the names that the command line has for them. */
export const PARAMETERIZATIONS: Readonly<Record<string, () => Parameterization>> = {
  fourier,
  'fourier-phase': fourierPhase,
  laplacian,
  cppn,
  pixel,
};

export interface VisualizeFlags extends ModelFlags, FeatureFlags {
  readonly objective?: string;
  readonly parameterization: string;
  readonly model?: string;
  readonly steps: number;
  readonly size: [number, number];
  readonly crops: number;
  readonly learningRate?: number;
  readonly randomSeed: number;
  readonly animate?: readonly AnimationFormat[];
  readonly out?: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** About as many pictures as an animation has. */
const FRAMES = 24;

/** What is climbed, and what it is called. */
function wanted(loaded: LoadedModel, flags: VisualizeFlags): { name: string; objective: Objective } {
  if (flags.objective !== undefined) {
    if (flags.feature ?? flags.class)
      throw new FaccentError('name one feature: --objective, or --feature, or --class');
    return { name: flags.objective, objective: parseObjective(flags.objective) };
  }
  const feature = featureOf(loaded.model, flags);
  const { layer, unit, position } = feature;
  return {
    name: featureName(feature),
    objective: position ? neuron({ layer, unit, position }) : channel({ layer, unit }),
  };
}

/** Feature visualization from noise (Olah et al. 2017). */
export async function visualizeCommand(flags: VisualizeFlags): Promise<void> {
  const quiet = flags.quiet === true || flags.json === true;
  const { steps, crops, learningRate, randomSeed, animate = ['webp'] } = flags;
  if (animate.includes('mp4')) await needFfmpeg();
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const { name, objective } = wanted(loaded, flags);
  const folder = flags.out ?? path.join('visualized', `${plainName(name)}-${flags.parameterization}`);
  const output = await openFolder(folder);
  const progress = await showProgress(steps, quiet);
  try {
    const settings = { size: flags.size, steps, crops, learningRate, randomSeed };
    const environment = { device: await deviceOf(flags.device), threads: flags.threads ?? defaultThreads() };
    const run = visualization(loaded.model, objective, flags.size, {
      ...{ ...settings, ...environment, transform: box({ crops }) },
      parameterization: PARAMETERIZATIONS[flags.parameterization]!(),
      snapshots: Math.max(1, Math.round(steps / FRAMES)),
    });
    const frames: Image[] = [];
    let result: Visualization | undefined;
    while (!result) {
      const { done, value } = await run.next();
      if (done) result = value;
      else {
        progress.step(value);
        if (value.image) frames.push(value.image);
      }
    }
    const record = {
      ...{ format: 'faccent-visualization', version: 1, faccent: version, environment },
      model: { path: path.resolve(loaded.path), sha256: await digest(loaded.bytes) },
      objective: objective.description satisfies ObjectiveDescription,
      ...{ parameterization: flags.parameterization, settings },
      results: {
        activation: result.activation,
        steps: result.steps.map((s) => s.activation),
        image: await digest(result.image.data),
      },
    };
    const files = new Map<string, Uint8Array | string>([
      ['visualization.png', await png(result.image)],
      [
        'activation.svg',
        chart(name, [{ label: 'activation over the views of each step', values: record.results.steps }]),
      ],
      ['visualization.json', `${JSON.stringify(record, null, 1)}\n`],
    ]);
    for (const format of animate)
      files.set(`run.${format}`, await animation([...frames, result.image], format));
    await output.write(files);
    if (flags.json) console.log(JSON.stringify({ folder: path.resolve(folder), ...record.results }));
    else if (!quiet) {
      const { before, after } = result.activation;
      console.log(
        `${pc.bold(name)}: activation ${before.toFixed(3)} → ${pc.bold(after.toFixed(3))} on the whole picture`,
      );
      console.log(`pictures: ${pc.cyan(path.join(folder, path.sep))}`);
    }
  } catch (error) {
    await output.abandon();
    throw error;
  } finally {
    progress.stop();
  }
}
