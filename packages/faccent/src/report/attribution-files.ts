import { type Attribution, isParted } from '../attribution/attribution.js';
import { kebabCase } from '../formats/kebab-case.js';
import { formatNpy } from '../formats/npy.js';
import { encodePicture } from '../image/encode.js';
import type { Image } from '../image/image.js';
import type { OutputFiles } from './files.js';
import { mapOverlay, mapPicture } from './overlay.js';

import { pictureSheet } from './sheet.js';
import { mapStrengths } from './strengths.js';

/** Options of `attributionFiles`. */
export interface AttributionFilesOptions {
  /** The values that the colours of maps in two parts span; by default those of each. */
  readonly range?: readonly [low: number, high: number];
  /** An accentuation of the photograph, which is laid beside the maps. */
  readonly accentuation?: {
    readonly name: string;
    readonly image: Image;
    /** Its opacity map as a picture. */
    readonly opacity: Image;
  };
}

/** Pictures in a row at most. */
const MOST_COLUMNS = 5;

/** Columns such that rows are about as long as each other. */
const columns = (count: number): number => Math.ceil(count / Math.ceil(count / MOST_COLUMNS));

/** A map's own values, on its own grid. */
function arrays(attribution: Attribution): [string, Uint8Array][] {
  const { name, size, map } = attribution;
  const npy = (suffix: string, values: Float32Array): [string, Uint8Array] => [
    `${kebabCase(name)}${suffix}.npy`,
    formatNpy(size, values, `${name}${suffix}`),
  ];
  if (!isParted(attribution)) return [npy('', map)];
  return [npy('', map), npy('-positive', attribution.positive), npy('-negative', attribution.negative)];
}

/** All pictures and arrays of a photograph's attribution maps, by name. */
export async function attributionFiles(
  photograph: Image,
  attributions: readonly Attribution[],
  options: AttributionFilesOptions = {},
): Promise<OutputFiles> {
  const { range, accentuation } = options;
  const files: OutputFiles = new Map();
  const cells: [label: string, picture: Image][] = [['photograph', photograph]];
  if (accentuation) {
    cells.push([`accentuation: ${accentuation.name}`, accentuation.image]);
    cells.push(['opacity of the accentuation', accentuation.opacity]);
  }
  for (const attribution of attributions) {
    const { name, signed } = attribution;
    const strengths = mapStrengths(attribution, photograph, range);
    const over = mapOverlay(strengths, photograph);
    files.set(`${kebabCase(name)}.png`, await encodePicture(mapPicture(strengths, photograph.size)));
    files.set(`${kebabCase(name)}-overlay.png`, await encodePicture(over));
    for (const [file, bytes] of arrays(attribution)) files.set(file, bytes);
    cells.push([signed ? `${name}: red for, blue against` : name, over]);
  }
  const [labels, shown] = [cells.map(([label]) => label), cells.map(([, picture]) => picture)];
  files.set('sheet.png', await pictureSheet(shown, columns(cells.length), labels));
  return files;
}
