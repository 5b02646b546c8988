import { gradient } from 'onnx-grad';
import { checked, count } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import { placeIn, positionsOf } from '../model/positions.js';
import { neuron } from '../objective/neuron.js';
import type { Objective } from '../objective/objective.js';
import type { Position } from '../objective/position.js';
import type { Unit } from '../objective/unit.js';
import { gaussianBlur } from '../image/opacity.js';
import { Random } from '../math/random.js';
import { value } from '../platform/runtime.js';
import { type AttributionOptions, resizeMap } from './attribution.js';
import { type PixelBox, boxAbove, cropsOf } from './boxes.js';
import { builderFor, inSession, look, objectiveFeeds } from './views.js';

/** Options of `receptiveField` and `receptiveCrops`. */
export interface ReceptiveFieldOptions extends AttributionOptions {
  readonly layer: string;
  /** A channel's index, or a direction over channels; by default all channels together. */
  readonly unit?: Unit;
  /** Random inputs: uniform noise in [0, 1], each of a random grain; 8 by default. */
  readonly inputs?: number;
  /** Gradients summed for each input while it climbs; 4 by default. */
  readonly steps?: number;
  /** Root mean square change of a pixel in a step; 0.05 by default. */
  readonly stepSize?: number;
  /** Standard deviation of the Gaussian blur in pixels; 1 by default. */
  readonly blur?: number;
  /** Fraction of the map's maximum from which a pixel belongs to the box; 0.15 by default. */
  readonly threshold?: number;
  /** Any integer; 0 by default. */
  readonly randomSeed?: number;
}

/** What a position of a layer sees of the model's input. */
export interface ReceptiveField {
  /** (height, width) of the model's input: summed |gradient|, mean over colours, blurred. */
  readonly map: Float32Array;
  readonly size: Size;
  readonly box: PixelBox;
}

/** The unit at a position, whose direction is settled once the number of channels is known. */
function unitAt({ layer, unit }: ReceptiveFieldOptions, position?: Position): Objective {
  const all = (channels: number): Unit => new Float32Array(channels).fill(1);
  return {
    ...neuron({ layer, unit: unit ?? 0, position }),
    inputs: (dimsOf) => neuron({ layer, unit: unit ?? all(dimsOf(layer)[2]!), position }).inputs(dimsOf),
  };
}

/** Noise in [0, 1] of a grain from one pixel to half the picture: what leaves one unit cold may move another. */
function randomPicture(random: Random, size: Size): Float32Array {
  const area = size[0] * size[1];
  const grain = Math.exp(random.uniform(0, Math.log(Math.max(1, Math.min(...size) / 2))));
  const coarse = size.map((length) => Math.ceil(length / grain)) as unknown as Size;
  const picture = new Float32Array(3 * area);
  for (let c = 0; c < 3; c++) {
    const cells = Float32Array.from({ length: coarse[0] * coarse[1] }, () => random.uniform());
    picture.set(resizeMap(cells, coarse, size), c * area);
  }
  return picture;
}

/** The step graph: a gradient into the sum, and the input a step up it. */
function climbGraph(model: Model, options: ReceptiveFieldOptions) {
  const { layer, stepSize = 0.05 } = options;
  const b = builderFor(options);
  const { size } = model.description;
  const image = b.input('image', 'float32', [1, 3, ...size]);
  const { values, layers, dimsOf } = look({ model, objective: unitAt(options) }, image);
  const slope = gradient(b, values.sum(), [image])[0]!;
  const length = slope.square().mean().sqrt();
  b.output(image.add(slope.mul(stepSize).div(length.maximum(1e-30))), 'next.image');
  b.output(b.input('sum', 'float32', size).add(slope.abs().mean([0, 1])), 'next.sum');
  const { dims } = layers(layer);
  return { builder: b, dimsOf, dims, plane: positionsOf(model, layer, dims).size };
}

/** Fields at several positions: one graph, which the position is fed. */
async function fieldsAt(
  model: Model,
  options: ReceptiveFieldOptions,
  positionsIn: (plane: Size) => readonly Position[],
) {
  const { size } = model.description;
  const { layer, blur = 1, threshold = 0.15 } = options;
  const inputs = checked(count(), options.inputs ?? 8, 'inputs');
  const steps = checked(count(), options.steps ?? 4, 'steps');
  const { builder, dimsOf, dims: layerDims, plane } = climbGraph(model, options);
  const dims = [1, 3, ...size];
  return inSession(builder, options, async (session) => {
    const fields: (ReceptiveField & { position: Position })[] = [];
    for (const position of positionsIn(plane)) {
      const random = new Random(options.randomSeed ?? 0);
      const feeds = objectiveFeeds(unitAt(options, placeIn(model, layer, position, layerDims)), dimsOf);
      let sum = value(size, new Float32Array(size[0] * size[1]));
      for (let i = 0; i < inputs; i++) {
        let image = value(dims, randomPicture(random, size));
        for (let step = 0; step < steps; step++) {
          const next = await session.run({ ...feeds, image, sum }, ['next.image', 'next.sum']);
          [image, sum] = [next['next.image']!, next['next.sum']!];
        }
      }
      const seen = sum.data as Float32Array;
      if (!seen.some((v) => v > 0)) {
        throw new FaccentError(
          `no random input moves that unit of "${layer}" at ${position.join(', ')}: more inputs may, or the layer before its ReLU`,
        );
      }
      const map = blur > 0 ? gaussianBlur(seen, size, blur) : seen;
      fields.push({ map, size, box: boxAbove(map, size, threshold), position });
    }
    return { fields, plane };
  });
}

/** The middle of the layer, as objectives take it. */
const middle = ([height, width]: Size): Position => [Math.floor(height / 2), Math.floor(width / 2)];

/**
 * What one position of a layer sees of the input, by gradient (docs/method.md, 10.6): |input gradient| summed over
 * random inputs while each climbs towards the unit, blurred; its box is what reaches 15% of the maximum. That is the
 * effective receptive field (Luo et al. 2016), smaller than the arithmetic one.
 * @param options `position`: row and column, of tokens those of their patches; the middle of the layer by default
 * @throws FaccentError for a layer without positions, a unit or a position that is not there, a unit that stays at zero
 * @example const { box } = await receptiveField(model, { layer: 'block5c', unit: 12 });
 */
export async function receptiveField(
  model: Model,
  { position, ...options }: ReceptiveFieldOptions & { readonly position?: Position },
): Promise<ReceptiveField> {
  const { fields } = await fieldsAt(model, options, (plane) => [position ?? middle(plane)]);
  return fields[0]!;
}

/** The crop of the model's input that a position of the layer sees. */
export type CropOf = (position: Position) => PixelBox;

/**
 * The crops of all positions of a layer from the fields of three: one in the middle, one further down, one further
 * right (docs/method.md, 10.6). All have the middle one's size; near the borders they are cut off.
 * @throws FaccentError as `receptiveField` does
 * @example
 * const cropOf = await receptiveCrops(model, { layer: 'block5c', unit: 12 });
 * const { y, x, height, width } = cropOf([0, 3]);
 */
export async function receptiveCrops(model: Model, options: ReceptiveFieldOptions): Promise<CropOf> {
  const { fields, plane } = await fieldsAt(model, options, (layer) => {
    const [y, x] = middle(layer);
    // a quarter of the layer away: far enough to measure by, near enough that the border cuts little off
    const away = (at: number, length: number): number =>
      Math.min(length - 1, at + Math.max(1, Math.floor(length / 4)));
    return [
      [y, x],
      [away(y, layer[0]), x],
      [y, away(x, layer[1])],
    ];
  });
  const [centre, below, right] = fields as [(typeof fields)[0], (typeof fields)[0], (typeof fields)[0]];
  return cropsOf({ centre, below, right, plane, size: model.description.size });
}
