import { pictures } from '#platform';
import type { ExplainedPart, Explanation } from '../explanation/explanation.js';
import type { ScoredClass } from '../explanation/classes.js';
import type { Image } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import { pixelsOf } from '../image/pixels.js';
import { bars } from './bars.js';
import { dataUrl } from './data-url.js';
import { explanationPage } from './explanation-page.js';
import { type OutputFiles, jsonFile } from './files.js';
import { mapOverlay } from './overlay.js';
import { type SheetPicture, pictureSheet } from './sheet.js';

/** What an explanation's `explain.json` holds. */
export interface ExplanationJson {
  /** The photograph's file. */
  readonly photo: string;
  readonly predicted: string;
  readonly actual: string;
  /** On the photograph, the strongest first. */
  readonly said: readonly ScoredClass[];
  readonly accentuations: readonly (Pick<ExplainedPart, 'part' | 'probabilities' | 'channels'> & {
    readonly name: string;
    readonly activation: { readonly before: number; readonly after: number };
    /** The file that replays it. */
    readonly recipe: string;
  })[];
}

const recipeFile = ({ part }: ExplainedPart): string => `recipe-${part}.json`;

/**
 * An explanation's numbers, as plain JSON.
 * @example console.log(JSON.stringify(explanationJson(await explain(model, photograph))))
 */
export const explanationJson = ({ photograph, names, said, explained }: Explanation): ExplanationJson => ({
  ...{ photo: photograph.path ?? '', ...names, said },
  accentuations: explained.map((e) => ({
    ...{ part: e.part, name: e.recipe.name, activation: e.recipe.results.activation },
    ...{ probabilities: e.probabilities, channels: e.channels, recipe: recipeFile(e) },
  })),
});

/** Pictures on the page. */
const QUALITY = 88;
const SIDE = 512;

/**
 * All files of an explanation, by name: a page, a sheet, the numbers, and a recipe of each accentuation.
 * @example const files = await explanationFiles(await explain(model, photograph))
 */
export async function explanationFiles(explanation: Explanation): Promise<OutputFiles> {
  const { photograph, explained } = explanation;
  const parts = explained.map((e) => ({ ...e, where: whereOf(e, photograph) }));
  const url = async (image: Image): Promise<string> =>
    dataUrl(await pictures.lossy(pixelsOf(image), QUALITY, SIDE));
  const shown = await Promise.all(
    parts.map(async ({ result, where }) => ({
      ...{ accentuated: await url(result.image), where: await url(where) },
    })),
  );
  const numbers = explanationJson(explanation);
  return new Map<string, Uint8Array | string>([
    ['explanation.html', await explanationPage(numbers, await url(photograph), shown)],
    ['sheet.png', await sheet(explanation, parts)],
    ['explain.json', jsonFile(numbers)],
    ...explained.map((e) => [recipeFile(e), jsonFile(e.recipe)] as const),
  ]);
}

/** The opacity map over the photograph. */
const whereOf = ({ recipe, result }: ExplainedPart, photograph: Image): Image =>
  mapOverlay(
    {
      towards: opacityMap(result.opacity, photograph.size, { percentile: recipe.settings.opacityPercentile }),
    },
    photograph,
  );

const TITLES = { predicted: 'predicted', actual: 'actual', contrast: 'actual rather than predicted' };

type Cell = readonly [label: string, picture: SheetPicture];

/** A column each for the photograph and what was asked of it: accentuations above, where they looked below. */
function sheet(
  { photograph, said, names }: Explanation,
  parts: readonly (ExplainedPart & { readonly where: Image })[],
): Promise<Uint8Array> {
  const columns: (readonly [above: Cell, below: Cell])[] = [
    [
      ['photograph', photograph],
      ['what the model said', bars(said, Object.values(names), photograph.size)],
    ],
    ...parts.map(({ recipe, result, where, part }): readonly [Cell, Cell] => [
      [recipe.name, result.image],
      [`where: ${TITLES[part]}`, where],
    ]),
  ];
  const cells = [0, 1].flatMap((row) => columns.map((column) => column[row]!));
  return pictureSheet(
    cells.map(([, picture]) => picture),
    columns.length,
    cells.map(([label]) => label),
  );
}
