// Claim 5: the opacity map finds what the feature needs. Deletion and insertion beside Grad-CAM, the gradient and chance.
import {
  type Image,
  type Objective,
  deletionCurve,
  gradCam,
  insertionCurve,
  mapOverlay,
  mapStrengths,
  opacityMap,
  randomOrder,
  resizeMap,
  saliency,
} from 'faccent';
import type { Pictures } from '../pictures.js';
import type { Subject, TriedNetwork } from '../subject.js';

const STEPS = 20;

/** The maps that are compared, the page's names of them. */
export type MapName = 'opacity' | 'Grad-CAM' | 'gradient' | 'chance';

/** Ways to change an image in a map's order. */
export type Way = 'deletion' | 'insertion';

/** One photograph: the target along each map's curves. */
export interface Row {
  readonly photograph: string;
  readonly curves: Readonly<Record<MapName, Partial<Record<Way, readonly number[]>>>>;
}

export interface Numbers {
  readonly network: string;
  readonly steps: number;
  /** Photographs of the target: what of the photograph is its feature's. */
  readonly own: readonly Row[];
  /** Accentuations: how much of the change must be there. */
  readonly change: readonly Row[];
}

/** The map over the picture, as the command line shows it. */
const layOver = (map: Float32Array, image: Image): Promise<Image> =>
  mapOverlay(mapStrengths({ name: 'map', map, size: image.size, signed: false }, image), image);

/** The maps that are compared, on the image's pixels. */
async function mapsOf(
  { model }: TriedNetwork,
  image: Image,
  objective: Objective,
  opacity: Float32Array,
): Promise<Record<MapName, Float32Array>> {
  const cam = await gradCam(model, image, objective);
  const gradient = await saliency(model, image, objective);
  return {
    // every pixel has its place: nothing is clipped, as it is in the map that is shown
    opacity: opacityMap(opacity, image.size, { percentile: 0 }),
    'Grad-CAM': resizeMap(cam.map, cam.size, image.size),
    gradient: gradient.map,
    chance: randomOrder(image.size, 0),
  };
}

/** How an image is changed, and what takes the place of its pixels. */
type Ways = Partial<Record<Way, { readonly curve: typeof deletionCurve; readonly fill?: Image }>>;

async function curvesOf(
  { model }: TriedNetwork,
  image: Image,
  objective: Objective,
  maps: Record<MapName, Float32Array>,
  ways: Ways,
): Promise<Row['curves']> {
  const curves = {} as Record<MapName, Partial<Record<Way, readonly number[]>>>;
  for (const [name, map] of Object.entries(maps) as [MapName, Float32Array][]) {
    curves[name] = {};
    for (const [way, { curve, fill }] of Object.entries(ways) as [Way, NonNullable<Ways[Way]>][]) {
      const { values } = await curve(model, image, map, objective, { steps: STEPS, ...(fill && { fill }) });
      curves[name][way] = [...values];
    }
  }
  return curves;
}

const ON_PHOTOGRAPH: Ways = { deletion: { curve: deletionCurve }, insertion: { curve: insertionCurve } };

/** From the photograph to the accentuation, by the map's order. */
const onAccentuation = (fill: Image): Ways => ({ insertion: { curve: insertionCurve, fill } });

export async function measure({ network, photographs, runs }: Subject): Promise<Numbers> {
  const own: Row[] = [];
  for (const photo of photographs.own) {
    const objective = network.feature(photo.target);
    const { opacity } = await runs.accentuated(photo);
    const maps = await mapsOf(network, photo.image, objective, opacity);
    const curves = await curvesOf(network, photo.image, objective, maps, ON_PHOTOGRAPH);
    own.push({ photograph: photo.name, curves });
  }
  const change: Row[] = [];
  for (const photo of photographs.pairs) {
    const objective = network.feature(photo.target);
    const { image, opacity } = await runs.accentuated(photo);
    const maps = await mapsOf(network, image, objective, opacity);
    const curves = await curvesOf(network, image, objective, maps, onAccentuation(photo.image));
    change.push({ photograph: photo.name, curves });
  }
  return { network: network.name, steps: STEPS, own, change };
}

/** Photographs that may be shown under the maps of their accentuations. */
export async function pictures({ network, photographs, runs }: Subject): Promise<Pictures> {
  const cells: Pictures['cells'][number][] = [];
  for (const photo of photographs.pairs.filter(({ shown }) => shown).slice(0, 2)) {
    const { image, opacity } = await runs.accentuated(photo);
    const maps = await mapsOf(network, image, network.feature(photo.target), opacity);
    cells.push({ label: `“${photo.target}” accentuated`, image });
    for (const name of ['opacity', 'Grad-CAM', 'gradient'] as const)
      cells.push({ label: name, image: await layOver(maps[name], image) });
  }
  return { cells, columns: 4 };
}
