// Claim 2: the distance from the photograph against the regularizer's strength and its layer.
import { layerDistance, pixelDistance, ssim } from 'faccent';
import { type Change, standardScores } from '../numbers.js';
import type { Pictures } from '../pictures.js';
import type { How } from '../runs.js';
import type { Subject, TriedNetwork } from '../subject.js';

const STRENGTHS = [0, 0.2, 1, 5];

/** Runs of one strength at one layer. */
export interface Cell {
  readonly label: string;
  readonly strength: number;
  readonly layer: string;
  readonly rows: readonly Row[];
}

/** One run. */
export interface Row {
  readonly photograph: string;
  readonly distance: number;
  readonly pixels: number;
  readonly ssim: number;
  readonly scores: Change;
}

export interface Numbers {
  readonly network: string;
  readonly held: string;
  readonly cells: readonly Cell[];
}

/** The cells: strengths at the layer that is held by default, and layers at the default strength. */
function cellsOf({ layers, nameOf }: TriedNetwork, usual: number): (Omit<Cell, 'rows'> & { how: How })[] {
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

export async function measure({ network, settings, photographs, runs, scales }: Subject): Promise<Numbers> {
  const { model, layers, nameOf } = network;
  const cells: Cell[] = [];
  for (const { label, strength, layer, how } of cellsOf(network, settings.strength)) {
    const rows: Row[] = [];
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
    cells.push({ label, strength, layer, rows });
  }
  return { network: network.name, held: nameOf(layers.held), cells };
}

/** One photograph that may be shown, in every cell. */
export async function pictures({ network, settings, photographs, runs }: Subject): Promise<Pictures> {
  const photo = photographs.pairs.find(({ shown }) => shown)!;
  const cells = [{ label: 'photograph', image: photo.image }];
  for (const { label, how } of cellsOf(network, settings.strength))
    cells.push({ label, image: (await runs.accentuated(photo, how)).image });
  return { cells, columns: 7 };
}
