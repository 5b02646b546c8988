import { pictures } from '#platform';
import type { ExplainedPart, Explanation } from '../explanation/explanation.js';
import type { Image } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import { pixelsOf } from '../image/pixels.js';
import { bars } from './bars.js';
import { dataUrl } from './data-url.js';
import { explanationJson, recipeFile } from './explanation-json.js';
import { explanationPage } from './explanation-page.js';
import { type OutputFiles, jsonFile } from './files.js';
import { mapOverlay } from './overlay.js';
import { type SheetPicture, pictureSheet } from './sheet.js';

/** Pictures on the page. */
const QUALITY = 88;
const SIDE = 512;

/** All files of an explanation, by name. */
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
