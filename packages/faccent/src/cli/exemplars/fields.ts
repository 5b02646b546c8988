import { type CropOf, FaccentError, type LayerUnits, type Model, receptiveCrops } from 'faccent';
import { keepingBackend } from '../jobs/run.js';
import type { Measured } from './measured.js';
import type { BoxOf, CanvasBox } from './tables.js';

/**
 * What positions of some layers see of the canvas (docs/method.md, 10.6), by all channels of the layer together; all of it
 * where a layer has no positions, or nothing that it sees can be told.
 */
export async function receptiveBoxes(
  model: Model,
  layers: readonly LayerUnits[],
  { size: canvas, device, threads }: Pick<Measured, 'size' | 'device' | 'threads'>,
): Promise<BoxOf> {
  const whole: CanvasBox = [0, 0, ...canvas];
  const crops = new Map<string, CropOf>();
  const options = { device, threads, backend: keepingBackend(true) };
  for (const { layer } of layers)
    try {
      crops.set(layer, await receptiveCrops(model, { layer, ...options }));
    } catch (error) {
      if (!(error instanceof FaccentError)) throw error;
    }
  const [down, right] = [0, 1].map((axis) => canvas[axis]! / model.description.size[axis]!) as [
    number,
    number,
  ];
  return (layer, position) => {
    const crop = position && crops.get(layer)?.(position);
    if (!crop || crop.height === 0 || crop.width === 0) return whole;
    const { y, x, height, width } = crop;
    return [
      ...[Math.floor(y * down), Math.floor(x * right)],
      ...[Math.ceil((y + height) * down), Math.ceil((x + width) * right)],
    ] as unknown as CanvasBox;
  };
}
