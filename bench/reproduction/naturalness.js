// Claim 4: Fourier against pixel parameters, with and without random crops, by how natural the pictures are.
import { layerDistance, naturalness, objectiveValues } from 'faccent';
import { standardScores } from './numbers.js';

export const CELLS = [
  { label: 'fourier, crops', how: {} },
  { label: 'fourier, whole', how: { views: 'whole' } },
  { label: 'pixel, crops', how: { parameterization: 'pixel' } },
  { label: 'pixel, whole', how: { parameterization: 'pixel', views: 'whole' } },
];

/** The mean distance of two different photographs at a layer: what distances there are told in. */
async function typicalDistance(model, photos, layer) {
  let sum = 0;
  for (const [i, { image }] of photos.entries())
    sum += await layerDistance(model, image, photos[(i + 1) % photos.length].image, layer);
  return sum / photos.length;
}

export async function measure({ network, second, photographs, runs, scales, secondScales }) {
  const judged = second && [];
  for (const place of second ? ['held', 'late'] : []) {
    const layer = second.layers[place];
    const scale = await typicalDistance(second.model, photographs.pairs, layer);
    judged.push({ place, layer, name: second.nameOf(layer), scale });
  }
  const cells = [];
  for (const { label, how } of CELLS) {
    const rows = [];
    for (const photo of photographs.pairs) {
      const { image, activation } = await runs.accentuated(photo, how);
      const row = {
        photograph: photo.name,
        before: naturalness(photo.image),
        after: naturalness(image),
        scores: standardScores(activation, await scales(photo.target)),
      };
      if (second) {
        row.distances = {};
        for (const { place, layer, scale } of judged)
          row.distances[place] = (await layerDistance(second.model, photo.image, image, layer)) / scale;
        const target = second.feature(photo.target);
        const [before, after] = await objectiveValues(second.model, target, [photo.image, image]);
        row.secondScores = standardScores({ before, after }, await secondScales(photo.target));
      }
      rows.push(row);
    }
    cells.push({ label, rows });
  }
  const layers = judged?.map(({ place, name }) => ({ place, name }));
  return { network: network.name, ...(second && { second: { name: second.name, layers } }), cells };
}

/** A photograph that may be shown, and the four. */
export async function pictures({ photographs, runs }) {
  const photo = photographs.pairs.filter(({ shown }) => shown)[1];
  const shown = [{ label: 'photograph', image: photo.image }];
  for (const { label, how } of CELLS)
    shown.push({ label, image: (await runs.accentuated(photo, how)).image });
  return { cells: shown, columns: 5 };
}
