// Claim 1: targets rise on the whole, unaugmented image.
import { type Change, standardScores } from '../numbers.js';
import type { Pictures } from '../pictures.js';
import type { Seed, Subject } from '../subject.js';

/** What a run was accentuated towards: a class that the photograph shows or does not, or a channel. */
export type Kind = 'other' | 'own' | 'channel';

/** One run. */
export interface Row extends Change {
  readonly photograph: string;
  readonly target: string;
  readonly kind: Kind;
  readonly scores: Change;
  /** Where photographs of the target lie. */
  readonly ofClass: number;
}

export interface Numbers {
  readonly network: string;
  readonly late: string;
  readonly units: readonly number[];
  readonly rows: readonly Row[];
}

/** Channels of the late layer: one for each photograph, by turns. */
const UNITS = [3, 10, 17, 24];

export async function measure({ network, photographs, runs, scales }: Subject): Promise<Numbers> {
  const rows: Row[] = [];
  const channels = photographs.pairs.map((photo, i) => ({
    ...photo,
    target: `${network.layers.late}:${UNITS[i % UNITS.length]}`,
  }));
  const kinds: [Kind, readonly Seed[]][] = [
    ['other', photographs.pairs],
    ['own', photographs.own],
    ['channel', channels],
  ];
  for (const [kind, photos] of kinds)
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
export async function pictures({ photographs, runs }: Subject): Promise<Pictures> {
  const cells: Pictures['cells'][number][] = [];
  for (const photo of photographs.pairs.filter(({ shown }) => shown)) {
    const { image } = await runs.accentuated(photo);
    cells.push({ label: photo.name, image: photo.image }, { label: `“${photo.target}”`, image });
  }
  return { cells, columns: 6 };
}
