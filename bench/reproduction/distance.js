// Claim 2: the distance from the photograph against the regularizer's strength and its layer.
import { layerDistance, pixelDistance, ssim } from 'faccent';
import { standardScores } from './numbers.js';

const STRENGTHS = [0, 0.2, 1, 5];

/** The cells: strengths at the layer that is held by default, and layers at the default strength. */
export function cells({ layers, nameOf }, usual) {
  const { held, ...others } = layers;
  return [
    ...STRENGTHS.map((strength) => ({
      label: `strength ${strength}`,
      strength,
      layer: nameOf(held),
      how: strength === usual ? {} : { strength },
    })),
    ...Object.values(others).map((layer) => ({
      label: `held at ${nameOf(layer)}`,
      strength: usual,
      layer: nameOf(layer),
      how: { layer },
    })),
  ];
}

export async function measure({ network, settings, photographs, runs, scales }) {
  const { model, layers, nameOf } = network;
  const measured = [];
  for (const { label, strength, layer, how } of cells(network, settings.strength)) {
    const rows = [];
    for (const photo of photographs.pairs) {
      const { image, activation } = await runs.accentuated(photo, how);
      rows.push({
        photograph: photo.name,
        distance: await layerDistance(model, photo.image, image, layers.held),
        pixels: pixelDistance(photo.image, image).meanAbsolute,
        ssim: ssim(photo.image, image),
        scores: standardScores(activation, await scales(photo.target)),
      });
    }
    measured.push({ label, strength, layer, rows });
  }
  return { network: network.name, held: nameOf(layers.held), cells: measured };
}

/** One photograph that may be shown, in every cell. */
export async function pictures({ network, settings, photographs, runs }) {
  const photo = photographs.pairs.find(({ shown }) => shown);
  const shown = [{ label: 'photograph', image: photo.image }];
  for (const { label, how } of cells(network, settings.strength))
    shown.push({ label, image: (await runs.accentuated(photo, how)).image });
  return { cells: shown, columns: 7 };
}
