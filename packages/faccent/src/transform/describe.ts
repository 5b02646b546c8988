import {
  type Check,
  type Reader,
  checkDepth,
  index,
  interval,
  number,
  numbers,
  objectOf,
  oneOf,
  optional,
  readNamed,
  reads,
  wrong,
} from '../declaration/json.js';
import { box } from './box.js';
import { centreBox } from './centre-box.js';
import { colourNoise } from './colour-noise.js';
import { type Part, compose } from './compose.js';
import { jitterStack } from './jitter-stack.js';
import { jitter } from './jitter.js';
import { pad } from './pad.js';
import { pixelNoise } from './pixel-noise.js';
import { randomRotate } from './random-rotate.js';
import { randomScale } from './random-scale.js';
import type { Stage } from './stage.js';
import type { Transform } from './transform.js';
import { whole } from './whole.js';
import { zoomBox } from './zoom-box.js';

/** Descriptions have no more parts than this. */
const MOST_PARTS = 100;

/**
 * The transform that a description stands for: `transformFrom(transform.description)` makes `transform` again.
 * @param description JSON from anywhere. Everything in it is checked but what depends on the sizes of canvas and model,
 * which is checked when a graph is built.
 * @throws FaccentError that names the part of the description that cannot be used
 * @example transformFrom({ name: 'compose', parts: [{ name: 'pad', pixels: 12 }, { name: 'jitter', pixels: 8 }] })
 */
export function transformFrom(description: unknown): Transform {
  checkDepth(description, 'transform');
  const name = objectOf(description, 'transform', EXAMPLE).name;
  if (typeof name === 'string' && STAGES.has(name))
    wrong(description, 'transform', `{"name": "compose", "parts": […]}, with "${name}" among the parts`);
  return readNamed(description, 'transform', TRANSFORMS, EXAMPLE);
}

const EXAMPLE = '{"name": "box", "crops": 16}';

const part: Check<Part> = (value, path) => readNamed(value, path, PARTS, '{"name": "jitter", "pixels": 8}');

const parts: Check<readonly Part[]> = (value, path) =>
  Array.isArray(value) && value.length > 0 && value.length <= MOST_PARTS
    ? value.map((v, i) => part(v, `${path}[${i}]`))
    : wrong(value, path, `a list of 1 to ${MOST_PARTS} transforms`);

const crops = optional(index);
const real = optional(number);
const noise = { normalNoise: real, uniformNoise: real };
const boxes = { crops, fraction: optional(interval), ...noise };

/** Every transform under the name that its description has. */
const TRANSFORMS = new Map<string, Reader<Transform>>([
  ['box', reads(box, boxes)],
  ['centreBox', reads(centreBox, { ...boxes, deviation: real })],
  ['zoomBox', reads(zoomBox, { crops, least: optional(interval), most: real, ...noise })],
  ['jitterStack', reads(jitterStack, { crops })],
  ['whole', reads(whole, {})],
  [
    'compose',
    reads((o: { parts: readonly Part[]; crops?: number }) => compose(o.parts, { crops: o.crops }), {
      parts,
      crops,
    }),
  ],
]);

/** Every stage of a composition. */
const STAGES = new Map<string, Reader<Stage>>([
  ['jitter', reads((o: { pixels: number }) => jitter(o.pixels), { pixels: index })],
  [
    'pad',
    reads(
      ({ pixels, ...o }: { pixels: number; mode?: 'constant' | 'reflect'; value?: number }) => pad(pixels, o),
      { pixels: index, mode: optional(oneOf('constant', 'reflect')), value: real },
    ),
  ],
  ['randomScale', reads((o: { scales: readonly number[] }) => randomScale(o.scales), { scales: numbers })],
  [
    'randomRotate',
    reads((o: { degrees: readonly number[] }) => randomRotate(o.degrees), { degrees: numbers }),
  ],
  ['colourNoise', reads((o: { deviation?: number }) => colourNoise(o.deviation), { deviation: real })],
  ['pixelNoise', reads(pixelNoise, { normal: real, uniform: real })],
]);

const PARTS = new Map<string, Reader<Part>>([...TRANSFORMS, ...STAGES]);

/**
 * The names that descriptions of transforms can have.
 * @example transformNames.includes('box')
 */
export const transformNames: readonly string[] = [...TRANSFORMS.keys()];

/**
 * The names that the parts of a `compose` can have besides those.
 * @example stageNames.includes('jitter')
 */
export const stageNames: readonly string[] = [...STAGES.keys()];
