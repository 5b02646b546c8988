import { type Registry, registry } from '../declaration/registry.js';
import * as all from './all.js';
import { type TransformReading, textReader } from './parse.js';
import type { Transform } from './transform.js';

export * from './all.js';
export type { TransformReading } from './parse.js';
export type { Axis, Drawn, RandomDraws, Stage } from './stage.js';
export type { Draw, DrawInput, Progress, Transform, TransformDescription, ViewShape } from './transform.js';

const declared = registry<Transform>('transform', [all], '{"name": "box", "views": 16}', ['stage']);

/**
 * A transform as text, for command lines: `box:0.2:0.9`, stages with commas (or semicolons) between them like
 * `pad:12,jitter:8,randomScale:0.9:1:1.1,randomRotate:-10:0:10`, or the JSON of a description. What `randomScale` and
 * `randomRotate` are given is chosen from at random.
 * @throws FaccentError with the part that cannot be used
 * @example
 * const transform = parseTransform('pad:12,jitter:8,colourNoise:0.1', { views: 8 });
 * await accentuate(model, photo, objective, { transform });
 * @example parseTransform('pad:12,jitter:8', { views: 8 }).views; // 8
 */
export const parseTransform: (text: string, reading?: TransformReading) => Transform = textReader(declared);

/**
 * All transforms by name, and as `partNames` the stages that stand only within a `compose`. What depends on the sizes of
 * canvas and model is checked when a graph is built.
 * @example
 * const parts = [{ name: 'pad', pixels: 12 }, { name: 'jitter', pixels: 8 }];
 * transforms.read({ name: 'compose', parts }).views; // 16: where it says nothing
 */
export const transforms: Registry<Transform> = { ...declared, parse: parseTransform };
