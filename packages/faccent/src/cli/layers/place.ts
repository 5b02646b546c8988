import {
  type Image,
  type InspectOptions,
  type Model,
  type StrongestAt,
  FaccentError,
  layersWithPositions,
  observer,
  strongestAt,
} from 'faccent';
import pc from '../print/colours.js';

/** Layers that give a picture of a network. */
const LAYERS = 8;

/** A channel that stands out at a place. */
export type Found = { readonly layer: string } & Omit<StrongestAt, 'map'>;

/**
 * The channels that stand out at a place, layer by layer, early to late.
 * @throws FaccentError where no layer has positions
 */
export async function lookAt(
  model: Model,
  image: Image,
  place: readonly [number, number],
  { layer, count, ...options }: InspectOptions & { readonly layer?: string; readonly count: number },
): Promise<Found[]> {
  const layers = layer === undefined ? layersWithPositions(model, LAYERS).map(({ name }) => name) : [layer];
  if (!layers.length)
    throw new FaccentError('no layer of the network has positions that lie on the picture', {
      help: 'layers',
    });
  const eye = await observer(model, layers, options);
  try {
    const seen = await eye.observe(image);
    const found = layers.map(async (layer) =>
      (await strongestAt(model, seen, place, { layer, count })).map(
        ({ unit, activation, excess, mean, peak, position }): Found => ({
          ...{ layer, unit, activation, excess, mean, peak, position },
        }),
      ),
    );
    return (await Promise.all(found)).flat();
  } finally {
    await eye.release();
  }
}

/** One line a channel. */
export function placeLines(found: readonly Found[]): string[] {
  if (!found.length) return ['no channel stands out there'];
  const name = ({ layer, unit }: Found): string => `${layer}:${unit}`;
  const width = found.reduce((most, channel) => Math.max(most, name(channel).length), 0);
  return found.map((channel) => {
    const { activation, excess, peak, position } = channel;
    const more = `stands out by ${excess.toFixed(1)}, ${Math.round((100 * activation) / peak)}% of its peak, at row ${position[0]}, column ${position[1]}`;
    return `${pc.bold(name(channel).padEnd(width))}  ${activation.toFixed(3).padStart(9)}  ${pc.dim(more)}`;
  });
}
