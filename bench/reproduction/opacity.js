// Claim 5: the opacity map finds what the feature needs. Deletion and insertion beside Grad-CAM, the gradient and chance.
import { attribute, deletionCurve, insertionCurve, opacityMap, randomOrder, resizeMap } from 'faccent';
import { strengthsOf } from '../../packages/cli/dist/attribution/methods.js';
import { overlay } from '../../packages/cli/dist/outputs/overlay.js';

const STEPS = 20;

/** The map over the picture, as the command line shows it. */
const layOver = (map, image) =>
  overlay(strengthsOf({ name: 'map', map, size: image.size, signed: false }, image), image);

/** The maps that are compared, on the image's pixels. */
export async function mapsOf({ model }, image, objective, opacity) {
  const cam = await attribute(model, image, objective, { method: 'grad-cam' });
  const gradient = await attribute(model, image, objective, { method: 'gradient' });
  return {
    // every pixel has its place: nothing is clipped, as it is in the map that is shown
    opacity: opacityMap(opacity, image.size, { percentile: 0 }),
    'Grad-CAM': resizeMap(cam.map, cam.size, image.size),
    gradient: gradient.map,
    chance: randomOrder(image.size, 0),
  };
}

async function curvesOf({ model }, image, objective, maps, fills) {
  const curves = {};
  for (const [name, map] of Object.entries(maps)) {
    curves[name] = {};
    for (const [way, { curve, fill }] of Object.entries(fills)) {
      const { values } = await curve(model, image, map, objective, { steps: STEPS, ...(fill && { fill }) });
      curves[name][way] = [...values];
    }
  }
  return curves;
}

/** Photographs of the target: what of the photograph is its feature's. */
const ofPhotograph = () => ({ deletion: { curve: deletionCurve }, insertion: { curve: insertionCurve } });

/** Accentuations: how much of the change must be there. From the photograph to the accentuation, by the map's order. */
const ofAccentuation = (photo) => ({ insertion: { curve: insertionCurve, fill: photo } });

export async function measure({ network, photographs, runs }) {
  const own = [];
  for (const photo of photographs.own) {
    const objective = network.feature(photo.target);
    const { opacity } = await runs.accentuated(photo);
    const maps = await mapsOf(network, photo.image, objective, opacity);
    const curves = await curvesOf(network, photo.image, objective, maps, ofPhotograph());
    own.push({ photograph: photo.name, curves });
  }
  const change = [];
  for (const photo of photographs.pairs) {
    const objective = network.feature(photo.target);
    const { image, opacity } = await runs.accentuated(photo);
    const maps = await mapsOf(network, image, objective, opacity);
    const curves = await curvesOf(network, image, objective, maps, ofAccentuation(photo.image));
    change.push({ photograph: photo.name, curves });
  }
  return { network: network.name, steps: STEPS, own, change };
}

/** Photographs that may be shown under the maps of their accentuations. */
export async function pictures({ network, photographs, runs }) {
  const shown = [];
  for (const photo of photographs.pairs.filter(({ shown }) => shown).slice(0, 2)) {
    const { image, opacity } = await runs.accentuated(photo);
    const maps = await mapsOf(network, image, network.feature(photo.target), opacity);
    shown.push({ label: `“${photo.target}” accentuated`, image });
    for (const name of ['opacity', 'Grad-CAM', 'gradient'])
      shown.push({ label: name, image: layOver(maps[name], image) });
  }
  return { cells: shown, columns: 4 };
}
