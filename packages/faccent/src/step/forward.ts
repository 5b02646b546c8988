import { ALL_PASSES, Builder, type Expression, gradient, sumOver } from 'onnx-grad';
import type { ObjectiveInput } from '../objective/objective.js';
import { whole } from '../transform/whole.js';
import { objectiveName } from './names.js';
import { finished } from './picture.js';
import {
  type Plan,
  type ProbePlan,
  comparesWithSeed,
  imageDims,
  regularizedLayers,
  viewShape,
} from './plan.js';
import { distanceFromSeed } from './regularize.js';

/** A graph as ONNX bytes, and the objective inputs it is to be fed. */
export interface Compiled {
  readonly bytes: Uint8Array;
  readonly objectiveInputs: Readonly<Record<string, ObjectiveInput>>;
}

/** What the views say: means over them, and those means' gradients in the images. */
export interface Gradients {
  readonly activation: Expression;
  readonly ofActivation: Expression;
  /** Where the image is regularized. */
  readonly distance?: Expression;
  readonly ofDistance?: Expression;
}

/** The graph's inputs that views depend on. */
export interface ViewInputs {
  readonly image: Expression;
  readonly seed?: Expression;
  readonly draws: Readonly<Record<string, Expression>>;
  /** Makes an input of the whole graph, and brings it here. */
  readonly input: (name: string, dims: readonly number[]) => Expression;
}

interface Seen {
  readonly gradients: Gradients;
  readonly objectiveInputs: Compiled['objectiveInputs'];
}

/** The views of n images under one draw, view by view: (n, 3, H, W) → (views · n, 3, h, w). */
function viewsOfEach(images: Expression, views: (image: Expression) => Expression): Expression {
  const n = images.dims[0]!;
  if (n === 1) return views(images);
  const each = Array.from({ length: n }, (_, i) => views(images.slice(0, i, i + 1)));
  const [count, ...dims] = each[0]!.dims as [number, ...number[]];
  const stacked = images.builder.concat(
    each.map((v) => v.unsqueeze(1)),
    1,
  );
  return stacked.reshape([count * n, ...dims]);
}

/** Activations as objectives want them: (views · n, channels, …) → (views, n, channels, …). */
const withBatch = (a: Expression, n: number): Expression =>
  a.reshape([a.dims[0]! / n, n, ...a.dims.slice(1)]);

/** Layers of what is seen, by name. */
type LayerOf = (name: string) => Expression;

/** The objective's value on views, and the inputs that it reads. @param seed the same views of the photograph */
function evaluateObjective(
  plan: ProbePlan,
  layer: LayerOf,
  input: ViewInputs['input'],
  seed: LayerOf | undefined,
) {
  const images = plan.parameterization.images ?? 1;
  const activations: LayerOf = (name) => {
    const values = withBatch(layer(name), images);
    if ((plan.passes ?? ALL_PASSES).pick) values.builder.pickable.add(values.name);
    return values;
  };
  const inputs = plan.objective.inputs((name) => activations(name).dims);
  const expressions = Object.fromEntries(
    Object.entries(inputs).map(([name, { dims }]) => [name, input(objectiveName(name), dims)]),
  );
  return {
    activation: plan.objective.value(
      activations,
      expressions,
      seed && ((name) => withBatch(seed(name), images)),
    ),
    objectiveInputs: Object.fromEntries(Object.entries(inputs).map(([name, v]) => [objectiveName(name), v])),
  };
}

/** Views through the network, and the gradients back to the image. */
function throughNetwork(builder: Builder, plan: Plan, { image, seed, draws, input }: ViewInputs): Seen {
  const { model, transform, objective, passes } = plan;
  const regularized = regularizedLayers(plan);
  const viewsOf = transform.apply(draws, viewShape(plan));
  const append = (x: Expression, layers: readonly string[], prefix: string) =>
    model.append(builder, viewsOfEach(x, viewsOf), layers, { prefix, passes });
  const compared = [...regularized, ...(objective.photographLayers ?? [])];
  const layer = append(image, [...objective.layers, ...regularized], 'image:');
  const seedLayer = compared.length ? append(seed!, [...new Set(compared)], 'seed:') : undefined;
  const { activation, objectiveInputs } = evaluateObjective(plan, layer, input, seedLayer);
  const ofActivation = gradient(builder, activation, [image])[0]!;
  if (regularized.length === 0) return { gradients: { activation, ofActivation }, objectiveInputs };
  const distance = distanceFromSeed(plan, layer, seedLayer!);
  const ofDistance = gradient(builder, distance, [image])[0]!;
  return { gradients: { activation, ofActivation, distance, ofDistance }, objectiveInputs };
}

/** The same for all views, group by group. */
function groupByGroup(builder: Builder, plan: Plan, inputs: ViewInputs, groups: number): Seen {
  const drawn = Object.entries(plan.transform.inputs(viewShape(plan)));
  const perView = drawn.filter(([, { perView }]) => perView);
  const grouped = perView.map(([name, { dims }]) =>
    inputs.draws[name]!.reshape([groups, dims[0]! / groups, ...dims.slice(1)]),
  );
  let objectiveInputs: Compiled['objectiveInputs'] = {};
  const sums = sumOver(
    builder,
    grouped,
    ({ builder: inner, items }) => {
      const { redirect } = builder;
      inner.redirect =
        redirect && typeof redirect.share !== 'number'
          ? { ...redirect, share: inner.capture(redirect.share) }
          : redirect;
      const draws = Object.fromEntries([
        ...drawn.map(([name]) => [name, inner.capture(inputs.draws[name]!)] as const),
        ...perView.map(([name], i) => [name, items[i]!] as const),
      ]);
      const { gradients, ...seen } = throughNetwork(inner, plan, {
        image: inner.capture(inputs.image),
        seed: inputs.seed && inner.capture(inputs.seed),
        draws,
        input: (name, dims) => inner.capture(inputs.input(name, dims)),
      });
      objectiveInputs = seen.objectiveInputs;
      const { activation, ofActivation, distance, ofDistance } = gradients;
      return [activation, ofActivation, ...(distance ? [distance, ofDistance!] : [])];
    },
    plan.passes,
  );
  const [activation, ofActivation, distance, ofDistance] = sums.map((sum) => sum.mul(1 / groups));
  return {
    gradients: { activation: activation!, ofActivation: ofActivation!, distance, ofDistance },
    objectiveInputs,
  };
}

/** Activation and distance over the views of a step, and their gradients in the image. */
export const seeViews = (builder: Builder, plan: Plan, inputs: ViewInputs, groups: number): Seen =>
  groups === 1 ? throughNetwork(builder, plan, inputs) : groupByGroup(builder, plan, inputs, groups);

/** The objective on the whole, unaugmented images. */
export function probeGraph(plan: ProbePlan): Compiled {
  const b = new Builder(plan.target);
  const { model, objective, passes } = plan;
  const input = (name: string, dims: readonly number[]): Expression => b.input(name, 'float32', dims);
  const views = whole().apply({}, viewShape(plan));
  const layersOf = (name: string, layers: readonly string[], prefix?: string): LayerOf =>
    model.append(b, viewsOfEach(input(name, imageDims(plan)), views), layers, { passes, prefix });
  const layer = layersOf('image', objective.layers);
  const seed = comparesWithSeed(plan) ? layersOf('seed', objective.photographLayers!, 'seed:') : undefined;
  const { activation, objectiveInputs } = evaluateObjective(plan, layer, input, seed);
  b.output(activation, 'activation');
  return { bytes: finished(b, plan), objectiveInputs };
}
