import { FaccentError } from 'faccent';
import { readNpy } from '../../platform/node/tensors.js';

/** The flags that name a direction of a layer's channels. */
export interface DirectionFlags {
  /** Its file. */
  readonly direction?: string;
  readonly layer?: string;
  /** Which of the file's rows. */
  readonly row?: number;
  readonly cosine?: boolean;
}

/** A direction in the space of a layer's channels. */
export interface Direction {
  readonly layer: string;
  readonly vector: readonly number[];
  /** For people: the file, and the row where there are several. */
  readonly name: string;
  /** Whether the angle counts and not the length. */
  readonly cosine: boolean;
}

/**
 * Reads the direction that the flags name: a NumPy file of one vector (channels) or of several (n, channels).
 * @throws FaccentError where the layer or the row is missing, and on a file that holds no directions
 */
export async function directionOf({
  direction: file,
  layer,
  row,
  cosine = false,
}: DirectionFlags): Promise<Direction | undefined> {
  if (file === undefined) {
    const odd = [layer !== undefined && '--layer', row !== undefined && '--row', cosine && '--cosine'];
    const given = odd.find(Boolean);
    if (given) throw new FaccentError(`${given} goes with --direction FILE`);
    return undefined;
  }
  if (layer === undefined)
    throw new FaccentError(
      '--direction FILE needs --layer NAME: the layer whose channels the numbers belong to',
    );
  const { dims, data } = await readNpy(file);
  if (dims.length < 1 || dims.length > 2 || data.length === 0)
    throw new FaccentError(
      `"${file}" holds an array of shape (${dims.join(', ')}); a direction is one number a channel, several are rows`,
    );
  const rows = dims.length === 1 ? 1 : dims[0]!;
  if (row === undefined && rows > 1)
    throw new FaccentError(
      `"${file}" holds ${rows} directions: choose one with --row 0 to --row ${rows - 1}`,
    );
  const index = row ?? 0;
  if (index >= rows)
    throw new FaccentError(`--row: "${file}" has rows 0 to ${rows - 1}; there is no row ${index}`);
  const length = data.length / rows;
  const vector = Array.from(data.slice(index * length, (index + 1) * length), Number);
  if (!vector.every(Number.isFinite) || vector.every((v) => v === 0))
    throw new FaccentError(`"${file}" holds no direction: its numbers must be finite and not all 0`);
  const stem = file.replace(/^.*[\\/]/, '').replace(/\.npy$/i, '');
  return { layer, vector, cosine, name: `${stem}${rows > 1 ? `-${index}` : ''} of ${layer}` };
}
