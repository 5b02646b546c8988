import { Builder, type Expression, finish, gradient } from 'onnx-grad';
import { checked, count } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { notFinite } from '../first-not-finite.js';
import { notFiniteAt } from '../formats/finite.js';
import { type Size, planesOf } from '../image/image.js';
import { type InspectOptions, targetOf } from '../inspect/options.js';
import type { DimsOf, Objective } from '../objective/objective.js';
import { type Value, value } from '../platform/runtime.js';
import { graphBytes } from '../platform/weights.js';
import { type OpenSession, openSession } from '../step/cache.js';
import { whole } from '../transform/whole.js';
import type { AttributionOptions, Subject } from './attribution.js';

/** A builder of a graph for the device that the options name. */
export const builderFor = (options: InspectOptions): Builder => new Builder(targetOf(options));

/** Views unless more or fewer are asked for: they fit the memory of most machines. */
const VIEWS = 10;

/** How many of `all` views are taken together. @throws FaccentError for an option that is no such number */
export const viewsAtOnce = (options: AttributionOptions, all: number): number =>
  Math.min(checked(count(), options.viewsAtOnce ?? VIEWS, 'viewsAtOnce'), all);

/** Compiles the graph, works with it and is done with it. */
export async function inSession<T>(
  builder: Builder,
  options: InspectOptions,
  work: (session: OpenSession) => Promise<T>,
): Promise<T> {
  const session = await openSession(graphBytes(finish(builder)), options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** What the graph's inputs are fed for an objective. */
export function objectiveFeeds(objective: Objective, dimsOf: DimsOf): Record<string, Value> {
  const inputs = Object.entries(objective.inputs(dimsOf));
  return Object.fromEntries(
    inputs.map(([name, { dims, values }]) => [`objective.${name}`, value(dims, values)]),
  );
}

/**
 * Shows whole pictures (n, 3, height, width) to the network.
 * @param further layers to look at besides the objective's
 * @returns the objective on each picture by itself (n); the layers; what the objective's inputs are fed
 */
export function look(
  { model, objective }: Pick<Subject, 'model' | 'objective'>,
  pictures: Expression,
  further: readonly string[] = [],
) {
  if (objective.networks?.length)
    throw new FaccentError(
      `"${objective.name}" looks at another network too, and attributions are of one: ask for the parts one by one`,
    );
  if (objective.photographLayers?.length)
    throw new FaccentError(
      `"${objective.name}" compares a picture with its photograph, and there is nothing to attribute in the photograph itself`,
    );
  const b = pictures.builder;
  const canvas = pictures.dims.slice(2) as unknown as Size;
  const views = whole().apply({}, { canvas, view: model.description.size })(pictures);
  const layers = model.append(b, views, [...objective.layers, ...further]);
  const dimsOf: DimsOf = (layer) => [1, 1, ...layers(layer).dims.slice(1)];
  const feeds = objectiveFeeds(objective, dimsOf);
  const inputs = Object.fromEntries(
    Object.entries(objective.inputs(dimsOf)).map(([name, { dims }]) => [
      name,
      b.input(`objective.${name}`, 'float32', dims),
    ]),
  );
  const each = Array.from({ length: pictures.dims[0]! }, (_, i) => {
    const alone = (layer: string): Expression =>
      layers(layer)
        .slice(0, i, i + 1)
        .unsqueeze(1);
    return objective.value(alone, inputs).reshape([1]);
  });
  return { values: b.concat(each, 0), layers, feeds, dimsOf };
}

/** Pictures made of one image, that a method looks at. */
export interface Points {
  readonly count: number;
  /** Inputs that all pictures share. */
  readonly shared?: Readonly<Record<string, Value>>;
  /** Inputs that differ from picture to picture: the shape of one picture's, and what fills it. */
  readonly own?: Readonly<
    Record<string, { dims: readonly number[]; fill: (own: Float32Array, point: number) => void }>
  >;
  /** Weight of each picture's gradient in the sum; without it no gradient is taken. */
  readonly weight?: (point: number) => number;
  /** Pictures (n, 3, height, width) from the image (1, 3, height, width) and the inputs. */
  pictures(image: Expression, inputs: Readonly<Record<string, Expression>>): Expression;
}

/** The objective on each point, and the weighted sum of its gradients there (3, height, width). */
export interface Looked {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
}

const WEIGHT = 'weight';
const SUM = 'sum';

/** One graph for as many points as are taken at once; it carries the sum of gradients from run to run. */
function pointsGraph(subject: Subject, points: Points, atOnce: number, options: InspectOptions) {
  const b = builderFor(options);
  const dims = [1, planesOf(subject.image), ...subject.image.size];
  const image = b.input('image', 'float32', dims);
  const input = (name: string, d: readonly number[]) => [name, b.input(name, 'float32', d)] as const;
  const inputs = Object.fromEntries([
    ...Object.entries(points.shared ?? {}).map(([name, v]) => input(name, v.dims)),
    ...Object.entries(points.own ?? {}).map(([name, own]) => input(name, [atOnce, ...own.dims])),
  ]);
  const pictures = points.pictures(image, inputs);
  const { values, feeds } = look(subject, pictures);
  b.output(values, 'values');
  if (points.weight) {
    const weighted = values.mul(b.input(WEIGHT, 'float32', [atOnce])).sum();
    const ascent = gradient(b, weighted, [pictures])[0]!.sum([0], true);
    b.output(b.input(SUM, 'float32', dims).add(ascent), `next.${SUM}`);
  }
  return { builder: b, feeds };
}

/** One point's inputs for each of the points from `first` on; zeros behind the last. */
function fillOwn(points: Points, first: number, atOnce: number): Record<string, Value> {
  const filled: Record<string, Value> = {};
  const last = Math.min(first + atOnce, points.count);
  for (const [name, { dims, fill }] of Object.entries(points.own ?? {})) {
    const size = dims.reduce((x, y) => x * y, 1);
    const data = new Float32Array(atOnce * size);
    for (let i = first; i < last; i++) fill(data.subarray((i - first) * size, (i - first + 1) * size), i);
    filled[name] = value([atOnce, ...dims], data);
  }
  return filled;
}

/** @throws FaccentError where an objective is no number on one of the pictures that a method looks at */
export async function checkValues(
  { model, image, objective }: Subject,
  values: Float32Array,
  options: AttributionOptions,
): Promise<void> {
  const odd = notFiniteAt(values);
  if (odd < 0) return;
  const which =
    values.length > 1 ? `picture ${odd + 1} of the ${values.length} that the method makes of it` : undefined;
  throw await notFinite({ model, image, layer: objective.layers[0]!, found: values[odd]! }, options, which);
}

/**
 * Looks at all points, some at once.
 * @throws FaccentError where the objective is no number on one of them
 */
export async function lookAt(subject: Subject, points: Points, options: AttributionOptions): Promise<Looked> {
  const { count: all, weight, shared } = points;
  const atOnce = viewsAtOnce(options, all);
  const dims = [1, planesOf(subject.image), ...subject.image.size];
  const { builder, feeds } = pointsGraph(subject, points, atOnce, options);
  return inSession(builder, options, async (session) => {
    const values = new Float32Array(all);
    let sum = new Float32Array(subject.image.data.length);
    for (let first = 0; first < all; first += atOnce) {
      const weights = Float32Array.from({ length: atOnce }, (_, i) =>
        weight && first + i < all ? weight(first + i) : 0,
      );
      const result = await session.run(
        {
          image: value(dims, subject.image.data),
          ...feeds,
          ...shared,
          ...fillOwn(points, first, atOnce),
          ...(weight && { [WEIGHT]: value([atOnce], weights), [SUM]: value(dims, sum) }),
        },
        weight ? ['values', `next.${SUM}`] : ['values'],
      );
      values.set((result.values!.data as Float32Array).subarray(0, all - first), first);
      if (weight) sum = result[`next.${SUM}`]!.data as Float32Array<ArrayBuffer>;
    }
    await checkValues(subject, values, options);
    return { values, gradient: sum };
  });
}
