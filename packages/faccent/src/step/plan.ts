import type { Passes, Target } from 'onnx-grad';
import type { Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import { comparesWithPhotograph } from '../objective/networks.js';
import type { Objective } from '../objective/objective.js';
import type { Optimizer } from '../optimizer/optimizer.js';
import type { Parameterization, Start } from '../parameterization/parameterization.js';
import type { Regularizer } from '../regularizer/regularizer.js';
import type { Transform, ViewShape } from '../transform/transform.js';

/** Everything that shapes the graphs of a run. Two runs of one plan differ in what they are fed alone. */
export interface Plan {
  readonly model: Model;
  readonly canvas: Size;
  readonly objective: Objective;
  readonly parameterization: Parameterization;
  readonly start: Start;
  readonly transform: Transform;
  readonly optimizer: Optimizer;
  /** What holds the image to its seed; undefined or none: nothing. */
  readonly regularizers?: readonly Regularizer[];
  /** Whether the image is the photograph outside a mask. */
  readonly masked?: boolean;
  /** Whether gradients pass closed ReLUs: in part at every step, or all where none passes at the start. */
  readonly redirect?: boolean | 'start';
  /** Whether each step ends with a projection onto a ball around the seed. */
  readonly ball?: boolean;
  readonly passes?: Passes;
  /** How many views are taken at once, where they can be taken in groups; by default all. */
  readonly viewsAtOnce?: number;
  /** What the graph is to run on; by default anything. */
  readonly target?: Target;
}

/** What an image's own graphs depend on. */
export type ImagePlan = Pick<Plan, 'parameterization' | 'canvas' | 'start'>;

/** What looking at images depends on. */
export type ProbePlan = Pick<
  Plan,
  'model' | 'canvas' | 'objective' | 'parameterization' | 'passes' | 'target'
>;

/** Shape of the images that are optimized: (n, 3, h, w), or with as many planes as a stack has. */
export const imageDims = ({ parameterization, canvas }: Omit<ImagePlan, 'start'>): number[] => [
  parameterization.images ?? 1,
  parameterization.planes ?? 3,
  ...canvas,
];

/** Shapes of the parameters that the optimizer moves. */
export const parameterShapes = ({
  parameterization,
  canvas,
  start,
}: ImagePlan): readonly (readonly number[])[] => parameterization.shapes(canvas, start).parameters;

/** What the plan's transform makes views from and for. */
export const viewShape = ({ canvas, model }: Pick<Plan, 'canvas' | 'model'>): ViewShape => ({
  canvas,
  view: model.description.size,
});

/** The layers that the regularizers compare. */
export const regularizedLayers = ({ regularizers = [] }: Pick<Plan, 'regularizers'>): string[] =>
  regularizers.flatMap(({ layers }) => layers);

/** Whether the image is held to its seed in a layer. */
export const isRegularized = ({ regularizers = [] }: Pick<Plan, 'regularizers'>): boolean =>
  regularizers.length > 0;

/** Whether a plan's graphs read the photograph. */
export const needsSeed = (plan: Plan): boolean =>
  isRegularized(plan) || plan.masked === true || plan.ball === true || comparesWithSeed(plan);

/** Whether the objective looks at the photograph too. */
export const comparesWithSeed = ({ objective }: Pick<Plan, 'objective'>): boolean =>
  comparesWithPhotograph(objective);

/** Into how many groups the views are taken: what a group needs is held in memory once. */
export function groupsOf(plan: Plan): number {
  const { transform, objective, viewsAtOnce = transform.views } = plan;
  const draws = Object.values(transform.inputs(viewShape(plan)));
  const separable = objective.meanOverViews && draws.every(({ perView }) => perView !== undefined);
  let size = separable ? Math.min(viewsAtOnce, transform.views) : transform.views;
  while (transform.views % size !== 0) size--;
  return transform.views / size;
}
