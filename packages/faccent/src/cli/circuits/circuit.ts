import path from 'node:path';
import {
  type AttributionVectors,
  type Image,
  accentuate,
  attributionVectors,
  box,
  channel,
  channelScores,
  featureName,
  graphCache,
  pictureSheet,
} from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { jsonFile } from '../../report/files.js';
import type { OutputFolder } from '../../platform/node/atomic.js';
import { inOneGo } from '../signals/in-one-go.js';
import { blank } from '../../image/pixels.js';
import { viewsOf } from '../flags/declared.js';
import { type CircuitSubject, type SubjectFlags, imagesOf, subjectOf } from './subject.js';
import { largest } from '../../math/extremes.js';

/** Views a step. */
export const VIEWS = 8;

export interface CircuitFlags extends SubjectFlags {
  readonly top: number;
  readonly accentuate?: boolean;
  readonly steps: number;
  readonly views?: number;
  readonly crops?: number;
  readonly out?: string;
  readonly json?: boolean;
}

interface Strong {
  readonly unit: number;
  /** Mean of activation × gradient, summed over positions, over the photographs. */
  readonly score: number;
  /** Share of the photographs in which the channel raises the feature. */
  readonly raises: number;
  /** The photograph in which it contributes most. */
  readonly photograph: string;
}

interface Row {
  readonly layer: string;
  readonly name: string;
  readonly channels: number;
  /** Sum of all channels' scores. */
  readonly total: number;
  readonly strongest: readonly Strong[];
}

function rowOf(subject: CircuitSubject, layer: string, { layers }: AttributionVectors, top: number): Row {
  const vectors = layers[layer]!;
  const { values } = channelScores(layer, vectors);
  const units = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, top);
  return {
    layer,
    name: subject.nameOf(layer),
    channels: values.length,
    total: values.reduce((sum, v) => sum + v, 0),
    strongest: units.map((unit) => {
      const own = vectors.map((vector) => vector[unit]!);
      return {
        unit,
        score: values[unit]!,
        raises: own.filter((v) => v > 0).length / own.length,
        photograph: subject.natural[own.indexOf(largest(own))]!.name,
      };
    }),
  };
}

/** `faccent circuit`. */
export async function circuitCommand(flags: CircuitFlags): Promise<void> {
  const subject = await subjectOf(flags, flags.json === true);
  const { model, natural, objective, layers, environment } = subject;
  await inOneGo(flags.out, 'a circuit', async (output) => {
    const vectors = await attributionVectors(model, imagesOf(natural), objective, layers, environment);
    const rows = layers.map((layer) => rowOf(subject, layer, vectors, flags.top));
    const result = {
      feature: { name: featureName(subject.feature), ...subject.feature },
      photographs: natural.map(({ name }, i) => ({ name, activation: vectors.values[i] })),
      layers: rows,
    };
    if (output) await write(output, subject, rows, flags, result);
    if (flags.json) console.log(formatJson('the circuit', result, 1));
    else print(subject, rows, flags.out);
  });
}

async function write(
  output: OutputFolder,
  subject: CircuitSubject,
  rows: readonly Row[],
  flags: CircuitFlags,
  result: unknown,
): Promise<void> {
  const columns = largest(rows.map((row) => row.strongest.length));
  const [pictures, labels]: [Image[], string[]] = [[], []];
  // one graph for all channels of a layer
  const cache = graphCache();
  try {
    for (const row of rows)
      for (let i = 0; i < columns; i++) {
        const strong = row.strongest[i];
        const picture = strong
          ? await thumbnail(subject, row.layer, strong, flags, cache)
          : blank(flags.size);
        pictures.push(picture);
        labels.push(strong ? `${row.name}:${strong.unit}  ${strong.score.toPrecision(2)}` : '');
      }
  } finally {
    await cache.release();
  }
  await output.write(
    new Map<string, Uint8Array | string>([
      ['circuit.png', await pictureSheet(pictures, columns, labels)],
      ['circuit.json', jsonFile('circuit.json', result)],
    ]),
  );
}

/** The photograph that a channel contributes most in, with the channel accentuated if that was asked for. */
async function thumbnail(
  { model, natural, environment }: CircuitSubject,
  layer: string,
  { unit, photograph }: Strong,
  flags: CircuitFlags,
  cache: ReturnType<typeof graphCache>,
) {
  const { image } = natural.find(({ name }) => name === photograph)!;
  if (!flags.accentuate) return image;
  const options = {
    ...environment,
    steps: flags.steps,
    transform: box({ views: viewsOf(flags) ?? VIEWS }),
    cache,
  };
  return (await accentuate(model, image, channel({ layer, unit }), options)).image;
}

function print({ feature, natural }: CircuitSubject, rows: readonly Row[], out: string | undefined): void {
  const photographs = `${natural.length} photograph${natural.length === 1 ? '' : 's'}`;
  console.log(`${pc.bold(featureName(feature))} in ${photographs}: activation × gradient, a mean`);
  for (const { name, channels, total, strongest } of rows) {
    console.log(`\n${pc.bold(name)}  ${pc.dim(`${channels} channels, ${total.toFixed(3)} in all`)}`);
    for (const { unit, score, raises, photograph } of strongest)
      console.log(
        `${String(unit).padStart(6)}  ${score.toFixed(4).padStart(9)}  ` +
          pc.dim(`raises it in ${(100 * raises).toFixed(0).padStart(3)} %, most in ${photograph}`),
      );
  }
  if (out !== undefined) console.log(`\npictures and numbers: ${pc.cyan(path.join(out, path.sep))}`);
}
