import path from 'node:path';
import type { Image } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import type { Explained, Explanation, Said } from '../cli/explanation/explanation.js';
import { bars } from './bars.js';
import { grid } from './grid.js';
import { overlay } from './overlay.js';
import { png, webp } from './pictures.js';
import { explanationPage } from './explanation-page.js';
import { dataUrl } from './report.js';

/** What explain.json holds. */
export interface ExplanationJson {
  readonly photo: string;
  readonly predicted: string;
  readonly actual: string;
  /** On the photograph, the strongest first. */
  readonly said: readonly Said[];
  readonly accentuations: readonly (Pick<Explained, 'part' | 'probabilities' | 'channels'> & {
    readonly name: string;
    readonly activation: { readonly before: number; readonly after: number };
    /** The file that replays it. */
    readonly recipe: string;
  })[];
}

const recipeFile = ({ part }: Explained): string => `recipe-${part}.json`;

export const explanationJson = ({ photoPath, names, said, explained }: Explanation): ExplanationJson => ({
  ...{ photo: path.resolve(photoPath), ...names, said },
  accentuations: explained.map((e) => ({
    ...{ part: e.part, name: e.recipe.name, activation: e.recipe.results.activation },
    ...{ probabilities: e.probabilities, channels: e.channels, recipe: recipeFile(e) },
  })),
});

/** Pictures on the page. */
const QUALITY = 88;
const SIDE = 512;

/** All files of an explanation, by name. */
export async function explanationFiles(explanation: Explanation): Promise<Map<string, Uint8Array | string>> {
  const { photo, explained } = explanation;
  const parts = explained.map((e) => ({ ...e, where: whereOf(e, photo) }));
  const url = async (image: Image): Promise<string> =>
    dataUrl('image/webp', await webp(image, QUALITY, SIDE));
  const pictures = await Promise.all(
    parts.map(async ({ result, where }) => ({
      ...{ accentuated: await url(result.image), where: await url(where) },
    })),
  );
  const numbers = explanationJson(explanation);
  return new Map<string, Uint8Array | string>([
    ['explanation.html', explanationPage(numbers, await url(photo), pictures)],
    ['sheet.png', await sheet(explanation, parts)],
    ['explain.json', `${JSON.stringify(numbers, null, 1)}\n`],
    ...explained.map((e) => [recipeFile(e), `${JSON.stringify(e.recipe, null, 1)}\n`] as const),
  ]);
}

/** The opacity map over the photograph. */
const whereOf = ({ recipe, result }: Explained, photo: Image): Image =>
  overlay(
    { towards: opacityMap(result.opacity, photo.size, { percentile: recipe.settings.percentile }) },
    photo,
  );

/** A column each for the photograph and what was asked of it: accentuations above, where they looked below. */
async function sheet(
  { photo, said, names }: Explanation,
  parts: readonly (Explained & { readonly where: Image })[],
): Promise<Buffer> {
  const column = async ({ recipe, result, where, part }: (typeof parts)[number]): Promise<Cell[]> => [
    [recipe.name, await png(result.image)],
    [`where: ${TITLES[part]}`, await png(where)],
  ];
  const columns: Cell[][] = [
    [
      ['photograph', await png(photo)],
      ['what the model said', Buffer.from(bars(said, Object.values(names), photo.size))],
    ],
    ...(await Promise.all(parts.map(column))),
  ];
  const cells = [0, 1].flatMap((row) => columns.map((c) => c[row]!));
  return grid(
    cells.map(([, picture]) => picture),
    columns.length,
    cells.map(([label]) => label),
  );
}

type Cell = readonly [label: string, picture: Buffer];

const TITLES = { predicted: 'predicted', actual: 'actual', contrast: 'actual rather than predicted' };
