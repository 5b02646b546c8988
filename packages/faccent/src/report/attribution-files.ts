import type { Attribution } from '../attribution/attribution.js';
import type { Image } from '../image/image.js';
import type { Run } from '../cli/attribution/accentuation.js';
import { isSignedCam, strengthsOf } from '../cli/attribution/methods.js';
import { formatNpy } from '../formats/npy.js';
import { grid } from './grid.js';
import { bare, overlay } from './overlay.js';
import { png } from './pictures.js';

type Files = Map<string, Uint8Array | string>;

/** Pictures in a row at most. */
const MOST_COLUMNS = 5;

/** Columns such that rows are about as long as each other. */
const columns = (count: number): number => Math.ceil(count / Math.ceil(count / MOST_COLUMNS));

/** A map's own values, on its own grid. */
function arrays(attribution: Attribution): [string, Uint8Array][] {
  const { name, size, map } = attribution;
  const npy = (suffix: string, values: Float32Array): [string, Uint8Array] => [
    `${name}${suffix}.npy`,
    formatNpy(size, values),
  ];
  if (!isSignedCam(attribution)) return [npy('', map)];
  return [npy('', map), npy('-positive', attribution.positive), npy('-negative', attribution.negative)];
}

/** All pictures and arrays of a photograph's maps, by name. @param range of the signed CAM's colours */
export async function attributionFiles(
  photo: Image,
  attributions: readonly Attribution[],
  range: [number, number] | undefined,
  run: Run | undefined,
): Promise<Files> {
  const files: Files = new Map();
  const cells: [label: string, picture: Buffer][] = [['photograph', await png(photo)]];
  if (run) {
    cells.push([`accentuation: ${run.recipe.name}`, await png(run.image)]);
    cells.push(['opacity of the accentuation', await png(run.picture)]);
  }
  for (const attribution of attributions) {
    const { name, signed } = attribution;
    const strengths = strengthsOf(attribution, photo, range);
    const over = await png(overlay(strengths, photo));
    files.set(`${name}.png`, await png(bare(strengths, photo)));
    files.set(`${name}-overlay.png`, over);
    for (const [file, bytes] of arrays(attribution)) files.set(file, bytes);
    cells.push([signed ? `${name}: red for, blue against` : name, over]);
  }
  const [labels, pictures] = [cells.map(([label]) => label), cells.map(([, picture]) => picture)];
  files.set('sheet.png', await grid(pictures, columns(cells.length), labels));
  return files;
}
