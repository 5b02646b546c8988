import { ALL_PASSES, Builder, type Expression, gradient, sumOver } from 'onnx-grad';
import type { LayerOf, Objective, ObjectiveInput } from '../objective/objective.js';
import { whole } from '../transform/whole.js';
import { appendCopies } from './copies.js';
import type { Size } from '../image/image.js';
import type { Model } from '../model/model.js';
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

/** Views as another network is shown them: those of the run's own, at its size. */
function resized(views: Expression, view: Size): Expression {
  const canvas = views.dims.slice(2) as unknown as Size;
  return canvas.join() === view.join() ? views : whole().apply({}, { canvas, view })(views);
}

/** Activations as objectives want them: (views · n, channels, …) → (views, n, channels, …). */
const withBatch = (a: Expression, n: number): Expression =>
  a.reshape([a.dims[0]! / n, n, ...a.dims.slice(1)]);

/** An objective's value on views, and the inputs that it reads. @param seed the same views of the photograph */
function evaluateObjective(
  plan: ProbePlan,
  layer: LayerOf,
  input: ViewInputs['input'],
  seed: LayerOf | undefined,
  { objective, name = '' }: { readonly objective: Objective; readonly name?: string } = plan,
) {
  const images = plan.parameterization.images ?? 1;
  const activations: LayerOf = (...of) => {
    const values = withBatch(layer(...of), images);
    if ((plan.passes ?? ALL_PASSES).pick) values.builder.pickable.add(values.name);
    return values;
  };
  const inputs = objective.inputs((...of) => activations(...of).dims);
  const called = Object.entries(inputs).map(
    ([key, given]) => [key, objectiveName(name + key), given] as const,
  );
  const expressions = Object.fromEntries(called.map(([key, own, { dims }]) => [key, input(own, dims)]));
  return {
    activation: objective.value(
      activations,
      expressions,
      seed && ((...of) => withBatch(seed(...of), images)),
    ),
    objectiveInputs: Object.fromEntries(called.map(([, own, given]) => [own, given])),
  };
}

/** Views through the network, and the gradients back to the image. */
function throughNetwork(builder: Builder, plan: Plan, { image, seed, draws, input }: ViewInputs): Seen {
  const regularized = regularizedLayers(plan);
  const viewsOf = plan.transform.apply(draws, viewShape(plan));
  const copies = (x: Expression, which: 'layers' | 'photographLayers', prefix: string): LayerOf => {
    const views = viewsOfEach(x, viewsOf);
    const shown = (model: Model): Expression => resized(views, model.description.size);
    return appendCopies(builder, plan, shown, which, { prefix, further: regularized });
  };
  const layer = copies(image, 'layers', 'image:');
  const compares = regularized.length > 0 || comparesWithSeed(plan);
  const seedLayer = compares ? copies(seed!, 'photographLayers', 'seed:') : undefined;
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

/**
 * The objective on the whole, unaugmented images: `activation`. Where it weighs two against each other, these too: `raised`
 * and `other`.
 */
export function probeGraph(plan: ProbePlan): Compiled {
  const b = new Builder(plan.target);
  const input = (name: string, dims: readonly number[]): Expression => b.input(name, 'float32', dims);
  const copies = (name: string, which: 'layers' | 'photographLayers', prefix?: string): LayerOf => {
    const images = input(name, imageDims(plan));
    const shown = (model: Model): Expression =>
      viewsOfEach(images, whole().apply({}, viewShape({ canvas: plan.canvas, model })));
    return appendCopies(b, plan, shown, which, { prefix });
  };
  const layer = copies('image', 'layers');
  const seed = comparesWithSeed(plan) ? copies('seed', 'photographLayers', 'seed:') : undefined;
  const { activation, objectiveInputs } = evaluateObjective(plan, layer, input, seed);
  b.output(activation, 'activation');
  const inputs = { ...objectiveInputs };
  const opposed: Readonly<Record<string, Objective>> = { ...plan.objective.against };
  for (const [told, objective] of Object.entries(opposed)) {
    const found = evaluateObjective(plan, layer, input, seed, { objective, name: `${told}.` });
    b.output(found.activation, told);
    Object.assign(inputs, found.objectiveInputs);
  }
  return { bytes: finished(b, plan), objectiveInputs: inputs };
}
