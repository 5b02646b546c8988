import path from 'node:path';
import {
  type AttributionVectors,
  type Estimate,
  FaccentError,
  attributionVectors,
  coherence,
  featureName,
  intervalChart,
  objectiveValues,
  pictureSheet,
} from 'faccent';
import pc, { nameLine } from '../print/colours.js';
import sharp from 'sharp';
import { formatJson } from '../../formats/finite.js';
import { jsonFile } from '../../report/files.js';
import { isQuiet } from '../jobs/job.js';
import { inOneGo } from '../signals/in-one-go.js';
import { blank } from '../../image/pixels.js';
import { viewsOf } from '../flags/declared.js';
import { VIEWS } from './circuit.js';
import { type CoherenceFlags, type Group, groupsOf } from './groups.js';
import { type CircuitSubject, imagesOf, subjectOf } from './subject.js';
import { largest } from '../../math/extremes.js';

/** One group: its images' activations and, layer by layer, how like the photographs of the feature they are. */
interface Compared {
  readonly group: string;
  readonly images: readonly { readonly source: string; readonly activation: number }[];
  readonly layers: readonly {
    readonly layer: string;
    readonly name: string;
    /** Pairs with the photographs; for these, pairs among them. */
    readonly natural: Estimate;
    readonly within: Estimate;
  }[];
}

async function compare(subject: CircuitSubject, groups: readonly Group[], flags: CoherenceFlags) {
  const { model, objective, layers, environment } = subject;
  const vectors: AttributionVectors[] = [];
  for (const { images } of groups)
    vectors.push(await attributionVectors(model, images, objective, layers, environment));
  const [natural] = vectors;
  return groups.map(({ name, sources }, g): Compared => ({
    group: name,
    images: sources.map((source, i) => ({ source, activation: vectors[g]!.values[i]! })),
    layers: layers.map((layer) => {
      const { measure, randomSeed } = flags;
      const both = coherence(natural!.layers[layer]!, vectors[g]!.layers[layer]!, { measure, randomSeed });
      const own = { layer, name: subject.nameOf(layer), within: both.withinB };
      return { ...own, natural: g === 0 ? both.withinB : both.between };
    }),
  }));
}

/** The activation at which runs stop. An attribution vector changes with it, so groups compare where it is the same. */
async function cutoffOf(
  { model, objective, natural, environment }: CircuitSubject,
  { cutoff }: CoherenceFlags,
): Promise<number | undefined> {
  if (cutoff === 'none') return undefined;
  if (cutoff !== 'natural') return cutoff;
  const values = await objectiveValues(model, objective, imagesOf(natural), environment);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `faccent coherence`. */
export async function coherenceCommand(flags: CoherenceFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const subject = await subjectOf(flags, quiet);
  if (subject.natural.length < 2)
    throw new FaccentError(`coherence among photographs takes two or more: "${flags.natural}" has one`);
  await inOneGo(flags.out, 'a comparison', async (output) => {
    const views = viewsOf(flags) ?? VIEWS;
    const cutoff = await cutoffOf(subject, flags);
    const groups = await groupsOf(
      subject,
      { ...flags, views, cutoff },
      (what) => !quiet && console.error(pc.dim(what)),
    );
    const compared = await compare(subject, groups, flags);
    const feature = { name: featureName(subject.feature), ...subject.feature };
    const { measure, steps, strength, size, randomSeed } = flags;
    const result = {
      feature,
      measure,
      settings: { steps, views, strength, cutoff: cutoff ?? null, size, randomSeed },
      groups: compared.map((group) => ({ ...group, layers: group.layers.map(inNumbers) })),
    };
    const svg = await chartOf(subject, compared, measure);
    await output.write(
      new Map<string, Uint8Array | string>([
        ['coherence.svg', svg],
        ['coherence.png', await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer()],
        ['pictures.png', await sheet(groups)],
        ['coherence.json', jsonFile('coherence.json', result)],
      ]),
    );
    if (flags.json) console.log(formatJson('the result', result, 1));
    else if (!quiet) print(subject, compared, flags);
  });
}

/** JSON has no NaN, which is what a mean over no pair is. */
function inNumbers({ natural, within, ...layer }: Compared['layers'][number]) {
  const orNull = (n: number): number | null => (Number.isNaN(n) ? null : n);
  const known = ({ mean, low, high, pairs }: Estimate) => ({
    ...{ mean: orNull(mean), low: orNull(low), high: orNull(high), pairs },
    ...(Number.isNaN(mean + low + high) && { because: 'no two vectors have a direction to be compared' }),
  });
  return { ...layer, natural: known(natural), within: known(within) };
}

const chartOf = (subject: CircuitSubject, compared: readonly Compared[], measure: string): Promise<string> =>
  intervalChart(
    `${featureName(subject.feature)}: likeness to photographs of it (${measure})`,
    subject.layers.map(subject.nameOf),
    compared.map(({ group, layers }) => ({ label: group, values: layers.map((l) => l.natural) })),
  );

const MOST_SHOWN = 6;

/** Pictures of each group in a row. */
function sheet(groups: readonly Group[]): Promise<Uint8Array> {
  const columns = Math.min(MOST_SHOWN, Math.max(...groups.map(({ images }) => images.length)));
  const { size } = groups[0]!.images[0]!;
  const cells = groups.flatMap(({ name, images }) =>
    Array.from({ length: columns }, (_, i) => ({
      image: images[i] ?? blank(size),
      label: i === 0 ? name : '',
    })),
  );
  return pictureSheet(
    cells.map(({ image }) => image),
    columns,
    cells.map(({ label }) => label),
  );
}

const shown = ({ mean, low, high }: Estimate): string =>
  Number.isNaN(mean) ? '-' : `${mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

const meanActivation = (images: Compared['images']): number =>
  images.reduce((sum, { activation }) => sum + activation, 0) / images.length;

function print(subject: CircuitSubject, compared: readonly Compared[], flags: CoherenceFlags): void {
  const heads = ['layer', ...compared.map(({ group }) => group)];
  const rows = subject.layers.map((layer, i) => [
    subject.nameOf(layer),
    ...compared.map(({ layers }) => shown(layers[i]!.natural)),
  ]);
  const activations = ['mean activation', ...compared.map(({ images }) => meanActivation(images).toFixed(2))];
  rows.unshift(activations);
  const widths = heads.map((head, i) =>
    largest(
      rows.map((row) => row[i]!.length),
      head.length,
    ),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => nameLine(cell).padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  console.log(
    `${pc.bold(featureName(subject.feature))}: likeness (${flags.measure}) of attribution vectors to those of ` +
      `${subject.natural.length} photographs, with 95 % bootstrap intervals`,
  );
  console.log([pc.bold(line(heads)), ...rows.map(line)].join('\n'));
  console.log(`plot, pictures and numbers: ${pc.cyan(path.join(flags.out, path.sep))}`);
}
