// What the galleries are made with: the network that ships, two photographs of its, and settings that all runs share.
import {
  type AccentuateOptions,
  type Image,
  type Model,
  type Objective,
  type Visualization,
  type VisualizeOptions,
  accentuate,
  box,
  channel,
  interpolation,
  loadModel,
  readPhotograph,
  visualize,
} from 'faccent';
import { shippedPhotograph } from '../common/files.js';

export const CANVAS = [192, 192] as const;
export const STEPS = 40;
export const VIEWS = 8;

export const model = await loadModel();

export const photograph = (name: string, size: readonly [number, number] = CANVAS): Promise<Image> =>
  readPhotograph(shippedPhotograph(name), { size });

export const [cat, boats] = [await photograph('chelsea.png'), await photograph('nagasaki-boats.jpg')];

const logit = (label: string) => ({ layer: 'logits', unit: model.classIndex(label) });

export const classOf = (label: string): Objective => channel(logit(label));
export const leopard = classOf('leopard');

/** From one class to another over the images of a batch. */
export const interpolated = (): Objective => interpolation({ from: logit('leopard'), to: logit('tiger') });

/** A picture of a sheet. */
export interface Cell {
  readonly label: string;
  readonly image: Image;
}

/** A picture, or one for each image of a batch. */
function cells(label: string, { images, activation }: Visualization): Cell[] {
  console.log(`${label}: ${activation.before.toPrecision(3)} → ${activation.after.toPrecision(3)}`);
  return images.map((image, i) => ({
    label: images.length > 1 ? `${label}, ${i + 1} of ${images.length}` : label,
    image,
  }));
}

/** What an objective makes of a photograph. */
export async function accentuated(
  label: string,
  photo: Image | readonly Image[],
  objective: Objective,
  options: AccentuateOptions = {},
  network: Model = model,
): Promise<Cell[]> {
  const settings = { steps: STEPS, transform: box({ views: VIEWS }), ...options };
  return cells(label, await accentuate(network, photo, objective, settings));
}

/** What an objective makes of noise. */
export async function visualized(
  label: string,
  objective: Objective,
  options: VisualizeOptions = {},
): Promise<Cell[]> {
  const settings = { steps: STEPS, transform: box({ views: VIEWS }), ...options };
  return cells(label, await visualize(model, objective, CANVAS, settings));
}
