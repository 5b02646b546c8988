import path from 'node:path';
import {
  type CraftConcepts,
  type CraftRow,
  type Image,
  activations,
  craftConcepts,
  gridOf,
  pictureSheet,
} from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { jsonFile } from '../../report/files.js';
import { inOneGo } from '../signals/in-one-go.js';
import { formatNpy } from '../../formats/npy.js';
import { type FolderImage, readFolder } from '../../platform/node/photos.js';
import { type ConceptFlags, type ConceptSubject, conceptSubject } from './subject.js';
import { largest } from '../../math/extremes.js';

export interface CraftFlags extends ConceptFlags {
  readonly concepts: number;
  readonly patch?: number;
  readonly randomSeed: number;
  readonly out: string;
}

/** Patches shown of each concept. */
const SHOWN = 6;

/** A concept as the table has it. */
interface Row {
  readonly concept: number;
  readonly share: number;
  /** The photographs that hold most of it, and where, in pixels of the canvas. */
  readonly strongest: readonly { photograph: string; y: number; x: number; coefficient: number }[];
}

/** A square of the canvas. */
interface Patch {
  readonly y: number;
  readonly x: number;
  readonly side: number;
}

/** `faccent concept craft`. */
export async function craftCommand(folder: string, flags: CraftFlags): Promise<void> {
  const subject = await conceptSubject(flags);
  const photographs = await readFolder(
    folder,
    { size: subject.size, background: flags.background },
    flags.limit,
  );
  await inOneGo(flags.out, 'concepts', async (output) => {
    const images = photographs.map(({ image }) => image);
    const { model, layer, environment } = subject;
    const found = await craftConcepts(model, images, layer, {
      ...{ rank: flags.concepts, patchSize: flags.patch, randomSeed: flags.randomSeed },
      ...environment,
    });
    const patchOf = await patches(subject, images[0]!, flags.patch);
    const shown = found.concepts.map((_, k) => strongestOf(found, k));
    const rows = found.concepts.map(({ share }, k): Row => ({
      concept: k,
      share,
      strongest: shown[k]!.map(({ row, coefficient }) => {
        const { y, x } = patchOf(row);
        return { photograph: photographs[row.image]!.name, y, x, coefficient };
      }),
    }));
    const result = { layer: flags.layer, photographs: images.length, error: found.error, concepts: rows };
    await output.write(
      new Map<string, Uint8Array | string>([
        ['concepts.npy', directions(found)],
        ['concepts.json', jsonFile('concepts.json', result)],
        ['concepts.png', await sheet(photographs, rows, shown, patchOf)],
      ]),
    );
    if (flags.json) console.log(formatJson('the concepts', result));
    else print(result, flags);
  });
}

/** (concepts, channels) */
function directions({ concepts }: CraftConcepts): Uint8Array {
  const channels = concepts[0]!.direction.length;
  const data = new Float32Array(concepts.length * channels);
  concepts.forEach(({ direction }, k) => data.set(direction, k * channels));
  return formatNpy([concepts.length, channels], data, 'concepts');
}

/** The rows that hold most of a concept: of each photograph its best, so that one does not fill the sheet. */
function strongestOf({ concepts, rows }: CraftConcepts, k: number): { row: CraftRow; coefficient: number }[] {
  const { coefficients } = concepts[k]!;
  const best = new Map<number, number>();
  coefficients.forEach((coefficient, i) => {
    const { image } = rows[i]!;
    if (coefficient > (coefficients[best.get(image)!] ?? -1)) best.set(image, i);
  });
  return [...best.values()]
    .sort((a, b) => coefficients[b]! - coefficients[a]!)
    .slice(0, SHOWN)
    .map((i) => ({ row: rows[i]!, coefficient: coefficients[i]! }));
}

/** Where a row's patch lies; a layer's positions stand for three times their share of the canvas. */
async function patches(
  { model, layer, size: [height, width], environment }: ConceptSubject,
  image: Image,
  side: number | undefined,
): Promise<(row: CraftRow) => Patch> {
  if (side !== undefined) return ({ y, x }) => ({ y, x, side });
  const { dims } = await activations(model, image, layer, environment);
  const [rows, columns] = gridOf(model, layer)?.size ?? [dims[2] ?? 1, dims[3] ?? 1];
  const around = Math.min(height, width, Math.ceil((3 * Math.max(height, width)) / Math.max(rows, columns)));
  const start = (index: number, count: number, length: number): number =>
    Math.round(Math.min(length - around, Math.max(0, ((index + 0.5) * length) / count - around / 2)));
  return ({ y, x }) => ({ y: start(y, rows, height), x: start(x, columns, width), side: around });
}

function sheet(
  photographs: readonly FolderImage[],
  rows: readonly Row[],
  shown: readonly { row: CraftRow }[][],
  patchOf: (row: CraftRow) => Patch,
): Promise<Uint8Array> {
  const columns = largest(shown.map((patchesOf) => patchesOf.length));
  const cells = shown.flatMap((own, k) =>
    own.map(({ row }, i) => ({
      label: i === 0 ? `concept ${k}: ${(100 * rows[k]!.share).toFixed(0)} %` : '',
      picture: cropped(photographs[row.image]!.image, patchOf(row)),
    })),
  );
  return pictureSheet(
    cells.map(({ picture }) => picture),
    columns,
    cells.map(({ label }) => label),
  );
}

/** A square of an image, twice as large where it is small. */
function cropped({ size: [height, width], data }: Image, { y, x, side }: Patch): Image {
  const times = Math.max(1, Math.floor(112 / side));
  const to = side * times;
  const patch = new Float32Array(3 * to * to);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < to; i++)
      for (let j = 0; j < to; j++) {
        const [row, column] = [y + Math.floor(i / times), x + Math.floor(j / times)];
        patch[(c * to + i) * to + j] = data[(c * height + row) * width + column]!;
      }
  return { size: [to, to], data: patch };
}

function print(
  { photographs, error, concepts }: { photographs: number; error: number; concepts: readonly Row[] },
  { layer, out }: CraftFlags,
): void {
  console.log(
    `${pc.bold(`${concepts.length} concepts`)} of ${layer} in ${photographs} photographs: they leave ${(100 * error).toFixed(1)} % of the activations' norm`,
  );
  for (const { concept, share, strongest } of concepts) {
    const most = strongest[0]!.photograph;
    console.log(
      `${String(concept).padStart(6)}  ${`${(100 * share).toFixed(1)} %`.padStart(7)}  ${pc.dim(`most in ${most}`)}`,
    );
  }
  console.log(
    `directions, table and patches: ${pc.cyan(path.join(out, path.sep))} (faccent accentuate PHOTO --layer ${layer} --direction ${path.join(out, 'concepts.npy')} --row 0)`,
  );
}
