// Claim 1: targets rise on the whole, unaugmented image.
import { standardScores } from './numbers.js';

/** Channels of the late layer: one for each photograph, by turns. */
const UNITS = [3, 10, 17, 24];

export async function measure({ network, photographs, runs, scales }) {
  const rows = [];
  const channels = photographs.pairs.map((photo, i) => ({
    ...photo,
    target: `${network.layers.late}:${UNITS[i % UNITS.length]}`,
  }));
  for (const [kind, photos] of [
    ['other', photographs.pairs],
    ['own', photographs.own],
    ['channel', channels],
  ])
    for (const photo of photos) {
      const { activation } = await runs.accentuated(photo);
      const scale = await scales(photo.target);
      rows.push({
        photograph: photo.name,
        target: photo.target,
        kind,
        ...activation,
        scores: standardScores(activation, scale),
        ofClass: (scale.ofClass - scale.mean) / scale.deviation,
      });
    }
  return { network: network.name, late: network.nameOf(network.layers.late), units: UNITS, rows };
}

/** Photographs that may be shown, each beside what it became. */
export async function pictures({ photographs, runs }) {
  const cells = [];
  for (const photo of photographs.pairs.filter(({ shown }) => shown)) {
    const { image } = await runs.accentuated(photo);
    cells.push({ label: photo.name, image: photo.image }, { label: `“${photo.target}”`, image });
  }
  return { cells, columns: 6 };
}
