// Claim 4: Fourier against pixel parameters, with and without random crops, by how natural the pictures are.
import { type Model, type Naturalness, layerDistance, naturalness, objectiveValues } from 'faccent';
import { type Change, standardScores } from '../numbers.js';
import type { Pictures } from '../pictures.js';
import type { How } from '../runs.js';
import type { Seed, Subject } from '../subject.js';

const CELLS: readonly { readonly label: string; readonly how: How }[] = [
  { label: 'fourier, crops', how: {} },
  { label: 'fourier, whole', how: { transform: 'whole' } },
  { label: 'pixel, crops', how: { parameterization: 'pixel' } },
  { label: 'pixel, whole', how: { parameterization: 'pixel', transform: 'whole' } },
];

/** Where the second network looks: at the layer that is held by default, and at a late one. */
type Place = 'held' | 'late';

/** One run. */
export interface Row {
  readonly photograph: string;
  readonly before: Naturalness;
  readonly after: Naturalness;
  readonly scores: Change;
  /** By the second network, if there is one. */
  readonly distances?: Readonly<Record<Place, number>>;
  readonly secondScores?: Change;
}

export interface Numbers {
  readonly network: string;
  readonly second?: {
    readonly name: string;
    readonly layers: readonly { readonly place: Place; readonly name: string }[];
  };
  readonly cells: readonly { readonly label: string; readonly rows: readonly Row[] }[];
}

/** The mean distance of two different photographs at a layer: what distances there are told in. */
async function typicalDistance(model: Model, photos: readonly Seed[], layer: string): Promise<number> {
  let sum = 0;
  for (const [i, { image }] of photos.entries())
    sum += await layerDistance(model, image, photos[(i + 1) % photos.length]!.image, layer);
  return sum / photos.length;
}

/** What the second network says of a run. */
type Opinion = (photo: Seed, image: Seed['image']) => Promise<Pick<Row, 'distances' | 'secondScores'>>;

async function opinionOf({ second, photographs, secondScales }: Subject): Promise<Opinion> {
  if (!second) return () => Promise.resolve({});
  const { model, layers } = second;
  const held = await typicalDistance(model, photographs.pairs, layers.held);
  const late = await typicalDistance(model, photographs.pairs, layers.late);
  return async (photo, image) => {
    const distances = {
      held: (await layerDistance(model, photo.image, image, layers.held)) / held,
      late: (await layerDistance(model, photo.image, image, layers.late)) / late,
    };
    const target = second.feature(photo.target);
    const [before, after] = await objectiveValues(model, target, [photo.image, image]);
    const change = { before: before!, after: after! };
    return { distances, secondScores: standardScores(change, await secondScales(photo.target)) };
  };
}

export async function measure(subject: Subject): Promise<Numbers> {
  const { network, second, photographs, runs, scales } = subject;
  const opinion = await opinionOf(subject);
  const cells: Numbers['cells'][number][] = [];
  for (const { label, how } of CELLS) {
    const rows: Row[] = [];
    for (const photo of photographs.pairs) {
      const { image, activation } = await runs.accentuated(photo, how);
      rows.push({
        photograph: photo.name,
        before: naturalness(photo.image),
        after: naturalness(image),
        scores: standardScores(activation, await scales(photo.target)),
        ...(await opinion(photo, image)),
      });
    }
    cells.push({ label, rows });
  }
  const layersOf = ({ layers, nameOf }: NonNullable<typeof second>) =>
    (['held', 'late'] as const).map((place) => ({ place, name: nameOf(layers[place]) }));
  const other = second && { second: { name: second.name, layers: layersOf(second) } };
  return { network: network.name, ...other, cells };
}

/** A photograph that may be shown, and the four. */
export async function pictures({ photographs, runs }: Subject): Promise<Pictures> {
  const photo = photographs.pairs.filter(({ shown }) => shown)[1]!;
  const cells = [{ label: 'photograph', image: photo.image }];
  for (const { label, how } of CELLS)
    cells.push({ label, image: (await runs.accentuated(photo, how)).image });
  return { cells, columns: 5 };
}
