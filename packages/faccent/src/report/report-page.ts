import { pictures } from '#platform';
import type { Accentuation } from '../accentuate.js';
import type { Image, Size } from '../image/image.js';
import { pixelsOf } from '../image/pixels.js';
import type { Encoded } from '../platform/pictures.js';
import type { Recipe } from '../recipe/recipe.js';
import { activationChart } from './chart.js';
import type { Frame, OpacityCodes, ReportData } from './data.js';
import { base64, dataUrl } from './data-url.js';
import { fileName } from './files.js';
import { page } from './page-template.js';
import { type RunSummary, summaryRows } from './summary.js';
import { tradeOffChart } from './trade-off.js';

/** Longest side of a report's pictures, in pixels. */
const SIDE = 768;
/** What the pictures may take, in bytes before base64: a report is something to send by mail. */
const BUDGET = 1_700_000;
/** Qualities of WebP, tried until the pictures fit. */
const QUALITIES = [88, 80, 70, 55, 40];

/** Widths of the charts: for screens and for phones. */
const CHARTS = [720, 360];

/** A run as one HTML file that needs nothing else. */
export async function reportPage(
  recipe: Recipe,
  photograph: Image | undefined,
  result: Accentuation,
  summary: RunSummary = {},
): Promise<string> {
  const { against } = result;
  const moments = momentsOf(result);
  const [seed, ...shown] = await encode([photograph ?? moments[0]!.image, ...moments.map((m) => m.image)]);
  const data: ReportData = {
    size: fitted(result.image.size),
    photo: seed!,
    frames: moments.map((m, i): Frame => ({ ...m, image: shown[i]! })),
    opacity: opacityCodes(result.opacity, result.image.size),
  };
  return page({
    feature: recipe.name,
    photo: recipe.photo && fileName(recipe.photo.path),
    model: modelName(recipe),
    percentile: recipe.settings.opacityPercentile,
    rows: summaryRows(recipe, summary),
    facts: recipe.model.facts ?? [],
    charts: CHARTS.map((width) => activationChart(recipe, { title: '', width })),
    tradeOff: against ? CHARTS.map((width) => tradeOffChart(recipe, against, { title: '', width })) : [],
    recipe: JSON.stringify(recipe, null, 1),
    data,
  });
}

const modelName = ({ model }: Recipe): string =>
  typeof model.description.name === 'string' ? model.description.name : fileName(model.path);

type Moment = Omit<Frame, 'image'> & { readonly image: Image };

/** The steps with a snapshot, and the end, which has the last step's measures. */
function momentsOf({ steps, image }: Accentuation): Moment[] {
  const { activation, distance } = steps.at(-1)!;
  return [
    // what else a step holds, all images of a batch among it, is not for the page
    ...steps.flatMap(({ step, image: shown, ...s }) =>
      shown ? { step, activation: s.activation, distance: s.distance, image: shown } : [],
    ),
    { step: steps.length, activation, distance, image },
  ];
}

/** Pictures as data URLs, in the best quality in which they fit. */
async function encode(images: readonly Image[]): Promise<string[]> {
  let files: Encoded[] = [];
  for (const quality of QUALITIES) {
    files = await Promise.all(images.map((image) => pictures.lossy(pixelsOf(image), quality, SIDE)));
    if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) <= BUDGET) break;
  }
  return files.map(dataUrl);
}

/** A picture's size when its longest side is no more than a report's. */
function fitted([height, width]: Size): Size {
  const scale = Math.min(1, SIDE / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

/** Blur of the library's opacity maps, in pixels. */
const BLUR = 2;
/** The page's percentiles begin at 1: larger values need no telling apart. */
const TOP = 0.99;

/** The opacity sum for the page: see the type. Large ones are thinned out, as they are blurred anyway. */
function opacityCodes(sum: Float32Array, [height, width]: Size): OpacityCodes {
  const every = Math.ceil(Math.max(height, width) / SIDE);
  const size: Size = [Math.ceil(height / every), Math.ceil(width / every)];
  const area = height * width;
  const values = Float32Array.from({ length: size[0] * size[1] }, (_, i) => {
    const at = Math.floor(i / size[1]) * every * width + (i % size[1]) * every;
    return (sum[at]! + sum[area + at]! + sum[2 * area + at]!) / 3;
  });
  const sorted = values.slice().sort();
  const top = sorted[Math.ceil(TOP * (sorted.length - 1))]! || sorted.at(-1)! || 1;
  const codes = Uint8Array.from(values, (v) => Math.round(255 * Math.sqrt(Math.min(1, v / top))));
  return { size, codes: base64(codes), blur: BLUR / every };
}
