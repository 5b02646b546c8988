import { backend as defaultBackend } from '#platform';
import { Builder, type Expression, type Graph, cut, finish } from 'onnx-grad';
import { FaccentError } from './errors.js';
import { notFiniteAt } from './formats/finite.js';
import { type Image, imageValue } from './image/image.js';
import type { Model } from './model/model.js';
import { type Backend, type SessionOptions, type Value, createSession } from './platform/runtime.js';
import { graphBytes } from './platform/weights.js';
import { whole } from './transform/whole.js';

type Running = SessionOptions & { readonly backend?: Backend };

/** Values that a value is computed from, in the graph's order, with itself. */
function before(graph: Graph, value: string): string[] {
  const { nodes } = cut(graph, [value]);
  const read = new Set([value, ...nodes.flatMap(({ inputs }) => inputs)]);
  return nodes.flatMap(({ outputs }) => outputs.filter((name) => read.has(name)));
}

/** The first of some values that is not finite, by a graph that has them all: x − x is 0 of numbers alone. */
async function firstOf(
  b: Builder,
  values: readonly (readonly [name: string, value: Expression])[],
  feeds: Readonly<Record<string, Value>>,
  running: Running,
): Promise<string | undefined> {
  const floats = values.filter(([, { type }]) => type === 'float32');
  if (!floats.length) return undefined;
  const apart = floats.map(([, value]) => value.sub(value).sum().reshape([1]));
  b.output(b.concat(apart, 0), 'apart');
  const session = await createSession(running.backend ?? defaultBackend, graphBytes(finish(b)), running);
  try {
    const { data } = (await session.run(feeds, ['apart'])).apart!;
    return floats[notFiniteAt(data as Float32Array)]?.[0];
  } finally {
    await session.release();
  }
}

/** The first layer whose values on a picture are not finite, of those that a layer is computed from. */
export async function firstNotFinite(
  model: Model,
  image: Image,
  layer: string,
  running: Running,
): Promise<string | undefined> {
  const needed = new Set(before(model.graph, model.resolve(layer)));
  const layers = model.layers.filter(({ value, dims }) => dims !== undefined && needed.has(value));
  const b = new Builder();
  const shown = imageValue(image);
  const views = whole().apply({}, { canvas: image.size, view: model.description.size });
  const names = layers.map(({ name }) => name);
  const at = model.append(b, views(b.input('image', 'float32', shown.dims)), names);
  return firstOf(
    b,
    names.map((name) => [name, at(name)] as const),
    { image: shown },
    running,
  );
}

/** What a network can do wrong that makes no numbers. */
const WHY =
  'numbers overflow float32 there, or 0 is divided by 0 or its logarithm taken. See that the weights are whole, and the range, mean and std of the input right';

/** Says where something begins to be no number. What cannot be found out is not said. */
const where = (search: Promise<string | undefined>): Promise<string> =>
  search.then(
    (layer) =>
      layer === undefined ? '' : `, and ${JSON.stringify(layer)} is the first of its layers that does so`,
    () => '',
  );

/**
 * The error for a network that gives NaN or infinity, with the first layer where that is so.
 * @param found what it gave
 * @param layer where it was looked at
 * @param which picture, for people: `this picture` by default
 */
export async function notFinite(
  { model, image, layer, found }: { model: Model; image: Image; layer: string; found: number },
  running: Running = {},
  which = 'this picture',
): Promise<FaccentError> {
  // the graph is compiled where numbers are those of a processor, and nothing of it is kept
  const first = await where(firstNotFinite(model, image, layer, { threads: running.threads }));
  return new FaccentError(
    `the model gives ${found} for ${which} at ${JSON.stringify(layer)}${first}: ${WHY}`,
  );
}

/** The same of values that a graph has already. */
export async function notFiniteIn(
  {
    graph,
    target,
    found,
    isKnown,
  }: { graph: Graph; target: string; found: number; isKnown: (value: string) => boolean },
  append: (b: Builder, values: readonly string[]) => (name: string) => Expression,
  feeds: Readonly<Record<string, Value>>,
): Promise<FaccentError> {
  const search = async (): Promise<string | undefined> => {
    const b = new Builder();
    const names = before(graph, target).filter(isKnown);
    const at = append(b, names);
    return firstOf(
      b,
      names.map((name) => [name, at(name)] as const),
      feeds,
      {},
    );
  };
  return new FaccentError(
    `the network gives ${found} for this input at ${JSON.stringify(target)}${await where(search())}: ${WHY}`,
  );
}
