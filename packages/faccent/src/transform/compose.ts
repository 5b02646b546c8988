import { type Expression, Tensor } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { describe } from '../declaration/json.js';
import { interpolation } from './resize.js';
import type { Axis, Drawn, Stage } from './stage.js';
import type { Transform, ViewShape } from './transform.js';

/** What can be composed. A transform among the stages (`box()`, say) brings the images to the model's input size. */
export type Part = Stage | Transform;

/** Options of `compose`. */
export interface ComposeOptions {
  /** Views a step; by default those of a transform among the parts, otherwise 16, and 1 where nothing is random. */
  readonly crops?: number;
}

/**
 * Transforms one after another, each with draws of its own, and at the end a resize to the model's input where the size
 * is another (bilinear, antialiased, align-corners, as `box`). The model's own range is no part of it: it comes after.
 *
 * Consecutive stages that resample rows and columns (jitter, scale, the resize) become one product per axis.
 * @throws FaccentError if the parts disagree on the number of views; when a graph is built, if a part cannot take what
 * the one before it makes
 * @example compose([pad(12), jitter(8), randomScale([0.9, 1, 1.1]), colourNoise(0.1)], { crops: 8 })
 */
export function compose(parts: readonly Part[], options: ComposeOptions = {}): Transform {
  if (parts.length === 0)
    throw new FaccentError(
      'there is nothing to compose: give it a stage, or use whole() for no augmentation',
    );
  const crops = viewsOf(parts, options.crops);
  const stages = parts.map(asStage);
  return {
    name: 'compose',
    description: describe('compose', { parts: parts.map((part) => part.description), ...options }),
    crops,
    inputs: (shape) =>
      collected(place(stages, shape).placed, ({ stage, at }) => stage.random?.inputs(crops, at)),
    prepare: (random, shape) =>
      collected(place(stages, shape).placed, ({ stage, at }) => stage.random?.prepare?.(random, at)),
    draw: (random, shape, progress) =>
      collected(place(stages, shape).placed, ({ stage, at }) =>
        stage.random?.draw(random, crops, at, progress),
      ),
    views: (draws, shape) => {
      let steps: readonly ImageMap[] | undefined;
      return (image) => {
        // made once: the same matrices for image and seed
        steps ??= stepsOf(place(stages, shape), draws, shape.view, image);
        return steps.reduce((x, step) => step(x), image);
      };
    },
  };
}

const isTransform = (part: Part): part is Transform => 'views' in part;

/** How many views the parts make. */
function viewsOf(parts: readonly Part[], wanted: number | undefined): number {
  const transforms = parts.filter(isTransform);
  const random = transforms.length > 0 || parts.some((part) => 'random' in part);
  const crops = wanted ?? transforms[0]?.crops ?? (random ? 16 : 1);
  if (!(Number.isSafeInteger(crops) && crops > 0))
    throw new FaccentError(`the number of crops must be a positive whole number, not ${crops}`);
  if (!random && crops > 1)
    throw new FaccentError(`nothing in the composition is random, so it has one view, not ${crops}`);
  const odd = transforms.find((t) => t.crops !== crops);
  if (odd) {
    throw new FaccentError(
      `the composition has ${crops} views, but "${odd.name}" in it makes ${odd.crops}: they must be as many`,
    );
  }
  return crops;
}

/** A transform makes the model's input of whatever it is given. */
function asStage(part: Part): Stage {
  if (!isTransform(part)) return part;
  return {
    name: part.name,
    description: part.description,
    size: (_, view) => view,
    random: {
      inputs: (_, shape) => part.inputs(shape),
      prepare: (random, shape) => part.prepare(random, shape),
      draw: (random, _, shape, progress) => part.draw(random, shape, progress),
    },
    apply: (draws, shape) => part.views(draws, shape),
  };
}

/** A stage where it stands: what it is given and makes, and what the names of its draws begin with. */
interface Placed {
  readonly stage: Stage;
  readonly at: ViewShape;
  readonly prefix: string;
}

function place(stages: readonly Stage[], { canvas, view }: ViewShape): { placed: Placed[]; size: Size } {
  let size = canvas;
  const placed = stages.map((stage, i) => {
    const at = { canvas: size, view: stage.size(size, view) };
    size = at.view;
    return { stage, at, prefix: `${i}.${stage.name}.` };
  });
  return { placed, size };
}

/** What the stages say, under names that tell them apart. */
function collected<T>(
  placed: readonly Placed[],
  of: (p: Placed) => Readonly<Record<string, T>> | undefined,
): Record<string, T> {
  const entries = placed.flatMap((p) =>
    Object.entries(of(p) ?? {}).map(([name, value]) => [p.prefix + name, value] as const),
  );
  return Object.fromEntries(entries);
}

type ImageMap = (images: Expression) => Expression;

/** A product along rows and one along columns: (n or 1, 1, to, from) and (n or 1, 1, from, to). */
interface Separable {
  readonly vertical: Expression;
  readonly horizontal: Expression;
}

const thenSeparable = (first: Separable | undefined, second: Separable): Separable =>
  first
    ? {
        vertical: second.vertical.matmul(first.vertical),
        horizontal: first.horizontal.matmul(second.horizontal),
      }
    : second;

/** What is done to images, with consecutive matrices multiplied. */
function stepsOf(
  { placed, size }: ReturnType<typeof place>,
  draws: Drawn,
  view: Size,
  like: Expression,
): readonly ImageMap[] {
  const steps: ImageMap[] = [];
  let product: Separable | undefined;
  const flush = (): void => {
    if (!product) return;
    const { vertical, horizontal } = product;
    steps.push((images) => vertical.matmul(images.matmul(horizontal)));
    product = undefined;
  };
  for (const { stage, at, prefix } of placed) {
    const own = Object.fromEntries(
      Object.entries(draws)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, draw]) => [name.slice(prefix.length), draw]),
    );
    if (stage.matrix) {
      product = thenSeparable(
        product,
        separable((axis) => stage.matrix!(own, at, axis)),
      );
    } else {
      flush();
      steps.push(stage.apply!(own, at));
    }
  }
  if (size[0] !== view[0] || size[1] !== view[1])
    product = thenSeparable(
      product,
      separable((axis) => resizing(like, size[axis], view[axis])),
    );
  flush();
  return steps;
}

/** @param matrix (n or 1, to, from) of an axis */
function separable(matrix: (axis: Axis) => Expression): Separable {
  const [vertical, horizontal] = [matrix(0), matrix(1)];
  return { vertical: vertical.unsqueeze(1), horizontal: horizontal.swapped().unsqueeze(1) };
}

function resizing(like: Expression, from: number, to: number): Expression {
  const constant = (x: number): Expression => like.builder.constant(Tensor.of(like.type, [1], [x]));
  return interpolation({ start: constant(0), length: constant(from) }, from, to);
}
