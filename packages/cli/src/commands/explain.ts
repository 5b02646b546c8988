import path from 'node:path';
import {
  type Accentuation,
  type DeviceChoice,
  type Image,
  type Model,
  type Objective,
  accentuate,
  activations,
  box,
  channel,
  defaultThreads,
  graphCache,
  opacityMap,
  strongest,
  subtract,
} from 'faccent';
import pc from 'picocolors';
import { deviceOf } from '../device.js';
import { openFolder } from '../files/atomic.js';
import { defaultFolder } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../files/model.js';
import { readPhoto } from '../files/photo.js';
import { type Explained, explanationPage } from '../outputs/explanation.js';
import { grid } from '../outputs/grid.js';
import { greyPng, png } from '../outputs/pictures.js';
import { showProgress } from '../outputs/progress.js';

export interface ExplainFlags extends ModelFlags {
  readonly predicted?: string;
  readonly actual?: string;
  readonly model?: string;
  readonly steps: number;
  readonly size: [number, number];
  readonly crops: number;
  readonly strength: number;
  readonly randomSeed: number;
  readonly out?: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const TOP = 5;

/**
 * Why the model said one class and not another: the photograph accentuated for each, and for the one less the other,
 * where each looked, and which early channels carried it.
 */
export async function explainCommand(photoPath: string, flags: ExplainFlags): Promise<void> {
  const quiet = flags.quiet === true || flags.json === true;
  const { model } = await loadModel(flags.model, { ...flags, quiet });
  const { image: photo } = await readPhoto(photoPath, flags.size);
  const device = await deviceOf(flags.device);
  const threads = flags.threads ?? defaultThreads();
  const said = await strongest(model, photo, { count: Infinity, device, threads });
  const predicted = flags.predicted === undefined ? said[0]!.unit : model.classIndex(flags.predicted);
  const actual =
    flags.actual === undefined
      ? said.find((c) => c.unit !== predicted)!.unit
      : model.classIndex(flags.actual);
  const labelOf = (unit: number): string => model.description.labels?.[unit] ?? `class ${unit}`;
  const logit = (unit: number): Objective => channel({ layer: model.logits, unit });
  const work = [
    { name: labelOf(predicted), objective: logit(predicted) },
    { name: labelOf(actual), objective: logit(actual) },
    {
      name: `${labelOf(actual)} rather than ${labelOf(predicted)}`,
      objective: subtract(logit(actual), logit(predicted)),
    },
  ];

  const folder =
    flags.out ?? defaultFolder('explained', photoPath, `${labelOf(predicted)}-${labelOf(actual)}`);
  const output = await openFolder(folder);
  const cache = graphCache();
  const progress = await showProgress(flags.steps * work.length, quiet);
  try {
    const explained: Explained[] = [];
    for (const [i, { name, objective }] of work.entries()) {
      const result = await accentuate(model, photo, objective, {
        ...{ steps: flags.steps, strength: flags.strength, randomSeed: flags.randomSeed },
        ...{ device, threads, cache, transform: box({ crops: flags.crops }) },
        onStep: (step) => progress.step({ ...step, step: i * flags.steps + step.step }),
      });
      const scores = await strongest(model, result.image, { count: Infinity, device, threads });
      const probability = (unit: number): number => scores.find((c) => c.unit === unit)?.probability ?? 0;
      explained.push({
        name,
        activation: result.activation,
        probabilities: {
          [labelOf(predicted)]: probability(predicted),
          [labelOf(actual)]: probability(actual),
        },
        carriers: await carriers(model, photo, result),
        ...(await pictures(result)),
      });
    }
    const top = said.slice(0, TOP).map(({ unit, probability }) => ({ label: labelOf(unit), probability }));
    const page = { photo: await png(photo), photoName: path.basename(photoPath), top, explained };
    const columns = explained.flatMap(
      (e) =>
        [
          [e.name, e.accentuated],
          [`where: ${e.name}`, e.where],
        ] as [string, Buffer][],
    );
    const cells: [string, Buffer][] = [['photograph', page.photo], ...columns];
    const numbers = explained.map(({ name, activation, probabilities, carriers: by }) => ({
      ...{ name, activation, probabilities, carriers: by },
    }));
    const record = {
      photo: path.resolve(photoPath),
      predicted: labelOf(predicted),
      actual: labelOf(actual),
      top,
      explained: numbers,
    };
    await output.write(
      new Map<string, Uint8Array | string>([
        ['explanation.html', explanationPage(page)],
        [
          'sheet.png',
          await grid(
            cells.map(([, p]) => p),
            cells.length,
            cells.map(([l]) => l),
          ),
        ],
        ['explain.json', `${JSON.stringify(record, null, 1)}\n`],
      ]),
    );
    if (flags.json) console.log(JSON.stringify({ folder: path.resolve(folder), ...record }));
    else if (!quiet) tell(record, folder);
  } catch (error) {
    await output.abandon();
    throw error;
  } finally {
    progress.stop();
    await cache.release();
  }
}

async function pictures({ image, opacity }: Accentuation): Promise<Pick<Explained, 'accentuated' | 'where'>> {
  const alpha = opacityMap(opacity, image.size);
  return { accentuated: await png(image), where: await greyPng(alpha, image.size) };
}

/** Channels of the regularized layer whose mean activation changed most from the photograph to the accentuation. */
async function carriers(model: Model, photo: Image, { image }: Accentuation): Promise<Explained['carriers']> {
  const layer = model.description.regularize;
  if (layer === undefined) return [];
  const means = async (picture: Image): Promise<number[]> => {
    const { dims, data } = await activations(model, picture, layer);
    const positions = data.length / dims[1]!;
    return Array.from({ length: dims[1]! }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < positions; i++) sum += Number(data[c * positions + i]);
      return sum / positions;
    });
  };
  const [before, after] = [await means(photo), await means(image)];
  return after
    .map((a, unit) => ({ feature: `${layer}:${unit}`, change: a - before[unit]! }))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, TOP);
}

function tell(
  record: {
    predicted: string;
    actual: string;
    top: { label: string; probability?: number }[];
    explained: Omit<Explained, 'accentuated' | 'where'>[];
  },
  folder: string,
): void {
  console.log('the model says:');
  for (const { label, probability = 0 } of record.top)
    console.log(`${(100 * probability).toFixed(1).padStart(7)} %  ${label}`);
  for (const { name, probabilities, carriers: by } of record.explained) {
    const then = Object.entries(probabilities).map(([label, p]) => `${label} ${(100 * p).toFixed(1)} %`);
    console.log(
      `${pc.bold(name)}: then ${then.join(', ')}; carried by ${by.map((c) => c.feature).join(', ')}`,
    );
  }
  console.log(`page and sheet: ${pc.cyan(path.join(folder, path.sep))} (see explanation.html first)`);
}
