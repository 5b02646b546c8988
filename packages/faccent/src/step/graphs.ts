import {
  ALL_PASSES,
  Builder,
  type Expression,
  type Passes,
  type Target,
  arithmetic,
  finish,
  gradient,
  sumOver,
  vjp,
  writeModel,
} from 'onnx-grad';
import type { Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective, ObjectiveInput } from '../objective/objective.js';
import type { Optimizer } from '../optimizer/optimizer.js';
import type { Parameterization, Start, Tensors } from '../parameterization/parameterization.js';
import { type HeldLayer, totalDistance } from '../regularizer/regularizer.js';
import type { Transform } from '../transform/transform.js';
import { whole } from '../transform/whole.js';

/** Everything that shapes the graphs of a run. Two runs of one plan differ in what they are fed alone. */
export interface Plan {
  readonly model: Model;
  readonly canvas: Size;
  readonly objective: Objective;
  readonly parameterization: Parameterization;
  readonly start: Start;
  readonly transform: Transform;
  readonly optimizer: Optimizer;
  /** The layers at which the image is held close to its seed; undefined or none: nowhere. */
  readonly held?: readonly HeldLayer[];
  /** Whether the image is the photograph outside a mask. */
  readonly masked?: boolean;
  /** Whether a ReLU that blocks every gradient can be told to let it through. */
  readonly redirect?: boolean;
  /** Whether each step ends with a projection onto a ball around the seed. */
  readonly ball?: boolean;
  readonly passes?: Passes;
  /** How many views are taken at once, where they can be taken in groups; by default all. */
  readonly viewsAtOnce?: number;
  /** What the graph is to run on; by default anything. */
  readonly target?: Target;
}

/** Names of a plan's graph inputs and outputs that are not draws or objective inputs. */
export const parameterName = (i: number): string => `parameter${i}`;
export const fixedName = (i: number): string => `fixed${i}`;
export const stateName = (i: number, state: string): string => `parameter${i}.${state}`;
export const next = (name: string): string => `next.${name}`;
const drawName = (name: string): string => `draw.${name}`;
export const normName = (cotangent: string): string => `norm.${cotangent}`;
const objectiveName = (name: string): string => `objective.${name}`;

/** A graph as ONNX bytes, and the objective inputs it is to be fed. */
export interface Compiled {
  readonly bytes: Uint8Array;
  readonly objectiveInputs: Readonly<Record<string, ObjectiveInput>>;
}

/** A step's graph, and what its outputs for the balance are called. */
export interface CompiledStep extends Compiled {
  /** Gradients of the activation and of the distance in the image. */
  readonly imageGradients: readonly string[];
  /** Floating-point operations of its convolutions and matrix products. */
  readonly operations: number;
}

/** What an image's own graphs depend on. */
type ImagePlan = Pick<Plan, 'parameterization' | 'canvas' | 'start'>;

/** What looking at images depends on. */
type ProbePlan = Pick<Plan, 'model' | 'canvas' | 'objective' | 'parameterization' | 'passes' | 'target'>;

/** Shape of the images that are optimized: (n, 3, h, w). */
export const imageDims = ({ parameterization, canvas }: Omit<ImagePlan, 'start'>): number[] => [
  parameterization.images ?? 1,
  3,
  ...canvas,
];

/** Inputs for the tensors that stand for the images. */
function tensorInputs(builder: Builder, { parameterization, canvas, start }: ImagePlan): Tensors<Expression> {
  const { parameters, fixed } = parameterization.shapes(canvas, start);
  const inputs = (shapes: typeof fixed, nameOf: (i: number) => string): Expression[] =>
    shapes.map((dims, i) => builder.input(nameOf(i), 'float32', dims));
  return { parameters: inputs(parameters, parameterName), fixed: inputs(fixed, fixedName) };
}

const finished = (builder: Builder, plan: Pick<Plan, 'passes'>): Uint8Array =>
  writeModel(finish(builder, plan.passes ?? ALL_PASSES));

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

/** What is learned from some views: means over them, and those means' gradients in the images. */
interface Findings {
  readonly activation: Expression;
  readonly towardsObjective: Expression;
  readonly distance?: Expression;
  readonly awayFromSeed?: Expression;
}

/** The graph's inputs that views depend on. */
interface ViewInputs {
  readonly image: Expression;
  readonly seed?: Expression;
  readonly draws: Readonly<Record<string, Expression>>;
  /** Makes an input of the whole graph, and brings it here. */
  readonly input: (name: string, dims: readonly number[]) => Expression;
}

/** The objective's value on views, and the inputs that it reads. */
function evaluateObjective(plan: ProbePlan, layer: (name: string) => Expression, input: ViewInputs['input']) {
  const activations = (name: string): Expression => {
    const values = withBatch(layer(name), plan.parameterization.images ?? 1);
    if ((plan.passes ?? ALL_PASSES).pick) values.builder.pickable.add(values.name);
    return values;
  };
  const inputs = plan.objective.inputs((name) => activations(name).dims);
  const expressions = Object.fromEntries(
    Object.entries(inputs).map(([name, { dims }]) => [name, input(objectiveName(name), dims)]),
  );
  return {
    activation: plan.objective.value(activations, expressions),
    objectiveInputs: Object.fromEntries(Object.entries(inputs).map(([name, v]) => [objectiveName(name), v])),
  };
}

interface Looked {
  readonly findings: Findings;
  readonly objectiveInputs: Compiled['objectiveInputs'];
}

/** Forward and backward through the network. */
function look(builder: Builder, plan: Plan, { image, seed, draws, input }: ViewInputs): Looked {
  const { model, canvas, transform, objective, held = [], passes } = plan;
  const heldLayers = held.map(({ layer }) => layer);
  const viewsOf = transform.views(draws, { canvas, view: model.description.size });
  const append = (x: Expression, layers: readonly string[], prefix: string) =>
    model.append(builder, viewsOfEach(x, viewsOf), layers, { prefix, passes });
  const layer = append(image, [...objective.layers, ...heldLayers], '');
  const { activation, objectiveInputs } = evaluateObjective(plan, layer, input);
  const towardsObjective = gradient(builder, activation, [image])[0]!;
  if (held.length === 0) return { findings: { activation, towardsObjective }, objectiveInputs };
  const d = totalDistance(held, layer, append(seed!, heldLayers, 'seed:'));
  const awayFromSeed = gradient(builder, d, [image])[0]!;
  return { findings: { activation, towardsObjective, distance: d, awayFromSeed }, objectiveInputs };
}

/** Into how many groups the views are taken: what a group needs is held once. */
function groupsOf({ transform, objective, viewsAtOnce = transform.crops, canvas, model }: Plan): number {
  const draws = Object.values(transform.inputs({ canvas, view: model.description.size }));
  const separable = objective.meanOverViews && draws.every(({ perView }) => perView !== undefined);
  let size = separable ? Math.min(viewsAtOnce, transform.crops) : transform.crops;
  while (transform.crops % size !== 0) size--;
  return transform.crops / size;
}

/** All views, group by group. */
function lookInGroups(builder: Builder, plan: Plan, inputs: ViewInputs, groups: number): Looked {
  const drawn = Object.entries(
    plan.transform.inputs({ canvas: plan.canvas, view: plan.model.description.size }),
  );
  const perView = drawn.filter(([, { perView }]) => perView);
  const grouped = perView.map(([name, { dims }]) =>
    inputs.draws[name]!.reshape([groups, dims[0]! / groups, ...dims.slice(1)]),
  );
  let objectiveInputs: Compiled['objectiveInputs'] = {};
  const sums = sumOver(
    builder,
    grouped,
    ({ builder: inner, items }) => {
      if (builder.redirect) inner.redirect = inner.capture(builder.redirect);
      const draws = Object.fromEntries([
        ...drawn.map(([name]) => [name, inner.capture(inputs.draws[name]!)] as const),
        ...perView.map(([name], i) => [name, items[i]!] as const),
      ]);
      const { findings, ...looked } = look(inner, plan, {
        image: inner.capture(inputs.image),
        seed: inputs.seed && inner.capture(inputs.seed),
        draws,
        input: (name, dims) => inner.capture(inputs.input(name, dims)),
      });
      objectiveInputs = looked.objectiveInputs;
      const { activation, towardsObjective, distance, awayFromSeed } = findings;
      return [activation, towardsObjective, ...(distance ? [distance, awayFromSeed!] : [])];
    },
    plan.passes,
  );
  const [activation, towardsObjective, distance, awayFromSeed] = sums.map((sum) => sum.mul(1 / groups));
  return {
    findings: { activation: activation!, towardsObjective: towardsObjective!, distance, awayFromSeed },
    objectiveInputs,
  };
}

/** Whether a plan's graphs read the photograph. */
export const needsSeed = ({ held = [], masked, ball }: Plan): boolean =>
  held.length > 0 || masked === true || ball === true;

/** The image that parameters stand for; outside a mask, the photograph. */
function imageOf(
  builder: Builder,
  { parameterization, canvas, masked }: Plan,
  { parameters, fixed }: Tensors<Expression>,
  seed: Expression | undefined,
): Expression {
  const image = parameterization.decode(parameters, canvas, fixed);
  if (!masked) return image;
  const mask = builder.input('mask', 'float32', [1, 1, ...canvas]);
  return seed!.add(image.sub(seed!).mul(mask));
}

/** The image that parameters stand for, and the way back from its cotangents to theirs. */
function parameterized(builder: Builder, plan: Plan) {
  const { canvas, parameterization } = plan;
  const { parameters, fixed } = tensorInputs(builder, plan);
  const seed = needsSeed(plan) ? builder.input('seed', 'float32', imageDims(plan)) : undefined;
  if (plan.redirect) builder.redirect = builder.input('redirect', 'float32', []);
  const image = imageOf(builder, plan, { parameters, fixed }, seed);
  /** Carries a cotangent of the image to the parameters, as the optimizer is to see it. */
  const toParameters = (cotangent: Expression): readonly Expression[] => {
    const gradients = vjp(builder, [{ of: image, cotangent }], parameters);
    return parameterization.precondition?.(gradients, canvas) ?? gradients;
  };
  return { parameters, fixed, image, seed, toParameters };
}

/** Forward and backward of one step. */
function differentiate(builder: Builder, plan: Plan) {
  const { model, canvas, transform } = plan;
  const { parameters, fixed, image, seed, toParameters } = parameterized(builder, plan);
  const draws = Object.fromEntries(
    Object.entries(transform.inputs({ canvas, view: model.description.size })).map(
      ([name, { type, dims }]) => [name, builder.input(drawName(name), type, dims)],
    ),
  );
  const inputs: ViewInputs = {
    image,
    seed,
    draws,
    input: (name, dims) => builder.input(name, 'float32', dims),
  };
  const groups = groupsOf(plan);
  const looked = groups === 1 ? look(builder, plan, inputs) : lookInGroups(builder, plan, inputs, groups);
  return {
    parameters,
    fixed,
    image,
    seed,
    ...looked.findings,
    toParameters,
    objectiveInputs: looked.objectiveInputs,
  };
}

/**
 * One optimization step as one graph. In: parameters, optimizer state, opacity sum, draws, the objective's unit, the
 * regularizer's weight, learning rate and step number. Out: the same state, moved on; the activation and the distance
 * before the move; the image before the move, when it is fetched.
 */
export function stepGraph(plan: Plan): CompiledStep {
  const b = new Builder(plan.target);
  const { parameters, fixed, image, towardsObjective, awayFromSeed, toParameters, ...found } = differentiate(
    b,
    plan,
  );

  let ascent = towardsObjective;
  if (awayFromSeed) ascent = ascent.sub(awayFromSeed.mul(b.input('regularization', 'float32', [])));
  const gradients = toParameters(ascent.neg());

  const learningRate = b.input('learningRate', 'float32', []);
  const step = b.input('step', 'float32', []);
  let moved: readonly Expression[] = parameters.map((parameter, i) => {
    const state = plan.optimizer.state.map((s) => b.input(stateName(i, s), 'float32', parameter.dims));
    const update = plan.optimizer.update({ parameter, gradient: gradients[i]!, state, learningRate, step });
    plan.optimizer.state.forEach((s, k) => b.output(update.state[k]!, next(stateName(i, s))));
    return update.parameter;
  });
  if (plan.ball) {
    moved = project({ parameters: moved, fixed }, found.seed!, b.input('radius', 'float32', []), plan);
  }
  moved.forEach((parameter, i) => b.output(parameter, next(parameterName(i))));

  const opacity = b.input('opacity', 'float32', image.dims);
  b.output(opacity.add(towardsObjective.abs()), next('opacity'));
  b.output(found.activation, 'activation');
  if (found.distance) b.output(found.distance, 'distance');
  b.output(image, 'image');
  const imageGradients = [towardsObjective, ...(awayFromSeed ? [awayFromSeed] : [])].map((g) => b.expose(g));
  return {
    bytes: finished(b, plan),
    objectiveInputs: found.objectiveInputs,
    imageGradients,
    operations: arithmetic(b.graph),
  };
}

/** Projected gradient (METHOD.md, section 6): each image is moved into the L2 ball around its seed and written anew. */
function project(
  { parameters, fixed }: Tensors<Expression>,
  seed: Expression,
  radius: Expression,
  { parameterization, canvas }: Plan,
): readonly Expression[] {
  const offset = parameterization.decode(parameters, canvas, fixed).sub(seed);
  const length = offset.square().sum([1, 2, 3], true).sqrt();
  const shrink = radius.div(length.max(radius));
  return parameterization.encode(seed.add(offset.mul(shrink)), fixed).parameters;
}

/** Cotangents of the image → L1 norms of what they are as gradients of the parameters. */
export function normsGraph(plan: Plan, cotangents: readonly string[]): Uint8Array {
  const b = new Builder();
  const { toParameters, image } = parameterized(b, plan);
  for (const name of cotangents) {
    const gradients = toParameters(b.input(name, 'float32', image.dims));
    const norm = gradients.map((g) => g.abs().sum()).reduce((x, y) => x.add(y));
    b.output(norm, normName(name));
  }
  return finished(b, plan);
}

/** Photographs → the tensors that stand for them, and the images that those stand for. */
export function encodeGraph(plan: ImagePlan): Uint8Array {
  const b = new Builder();
  const { parameterization, canvas } = plan;
  const { parameters, fixed } = parameterization.encode(b.input('photograph', 'float32', imageDims(plan)));
  b.output(parameterization.decode(parameters, canvas, fixed), 'image');
  parameters.forEach((p, i) => b.output(p, parameterName(i)));
  fixed.forEach((f, i) => b.output(f, fixedName(i)));
  return writeModel(finish(b));
}

/** Tensors → the images that they stand for. */
export function decodeGraph(plan: Plan): Uint8Array {
  const b = new Builder();
  const seed = plan.masked ? b.input('seed', 'float32', imageDims(plan)) : undefined;
  b.output(imageOf(b, plan, tensorInputs(b, plan), seed), 'image');
  return writeModel(finish(b));
}

/** The objective on the whole, unaugmented images. */
export function probeGraph(plan: ProbePlan): Compiled {
  const b = new Builder(plan.target);
  const image = b.input('image', 'float32', imageDims(plan));
  const views = whole().views({}, { canvas: plan.canvas, view: plan.model.description.size });
  const layer = plan.model.append(b, viewsOfEach(image, views), plan.objective.layers, {
    passes: plan.passes,
  });
  const { activation, objectiveInputs } = evaluateObjective(plan, layer, (name, dims) =>
    b.input(name, 'float32', dims),
  );
  b.output(activation, 'activation');
  return { bytes: finished(b, plan), objectiveInputs };
}

/** Feeds of a transform's draw, under the names of the graph's inputs. */
export function drawFeeds<T>(draw: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(draw).map(([name, values]) => [drawName(name), values]));
}
