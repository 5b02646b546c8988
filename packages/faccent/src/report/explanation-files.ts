import { pictures } from '#platform';
import type { Explanation } from '../explanation/explanation.js';
import type { Image } from '../image/image.js';
import { pixelsOf } from '../image/pixels.js';
import { dataUrl } from './data-url.js';
import { carrierFile, channelFiles, explanationJson, recipeFile } from './explanation-json.js';
import { type PageCarrier, type PagePart, explanationPage } from './explanation-page.js';
import { type PartPictures, explanationPictures } from './explanation-pictures.js';
import { explanationSheet } from './explanation-sheet.js';
import { type OutputFiles, jsonFile } from './files.js';

/** Pictures on the page, and those of channels, which are small there. */
const QUALITY = 88;
const [SIDE, SMALL_SIDE] = [512, 200];

/** All files of an explanation, by name. */
export async function explanationFiles(explanation: Explanation): Promise<OutputFiles> {
  const { photograph, explained, channels } = explanation;
  const parts = explanationPictures(explanation);
  const numbers = explanationJson(explanation);
  const shown = await Promise.all(parts.map(onPage));
  return new Map<string, Uint8Array | string>([
    ['explanation.html', await explanationPage(numbers, await url(photograph, SIDE), shown)],
    ['sheet.png', await explanationSheet(explanation, parts)],
    ['explain.json', jsonFile('explain.json', numbers)],
    ...explained.map((e) => [recipeFile(e), jsonFile(recipeFile(e), e.recipe)] as const),
    ...(await pictureFiles(explanation, parts)),
    ...channels.map((c) => [channelFiles(c).recipe, jsonFile(channelFiles(c).recipe, c.recipe)] as const),
  ]);
}

const url = async (image: Image, side: number): Promise<string> =>
  dataUrl(await pictures.lossy(pixelsOf(image), QUALITY, side));

/** A part's pictures as the page holds them. */
const onPage = async ({ accentuated, where, carriers }: PartPictures): Promise<PagePart> => ({
  accentuated: await url(accentuated, SIDE),
  where: await url(where, SIDE),
  carriers: await Promise.all(
    carriers.map(async ({ channel, photograph, accentuated }): Promise<PageCarrier> => ({
      channel: await url(channel, SMALL_SIDE),
      photograph: photograph && (await url(photograph, SMALL_SIDE)),
      accentuated: accentuated && (await url(accentuated, SMALL_SIDE)),
    })),
  ),
});

/** The pictures of channels, each once. */
async function pictureFiles(
  { explained, channels }: Explanation,
  parts: readonly PartPictures[],
): Promise<[name: string, png: Uint8Array][]> {
  const named = new Map<string, Image>();
  const add = (name: string | undefined, image: Image | undefined): void => {
    if (name !== undefined && image) named.set(name, image);
  };
  explained.forEach((part, p) =>
    part.carriers?.channels.forEach((carrier, i) => {
      const shown = parts[p]!.carriers[i]!;
      const files = channelFiles(channels.find(({ unit }) => unit === carrier.unit)!);
      add(files.picture, shown.channel);
      add(files.where, shown.photograph);
      add(carrierFile(part, carrier), shown.accentuated);
    }),
  );
  return Promise.all(
    [...named].map(
      async ([name, image]) => [name, await pictures.png(pixelsOf(image))] as [string, Uint8Array],
    ),
  );
}
