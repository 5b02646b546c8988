import { type Expression, Tensor } from 'onnx-grad';
import * as z from 'zod/mini';
import { optional, required } from '../declaration/option.js';
import { type Schema, checked, count } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { interpolation } from './resize.js';
import type { Axis, Drawn, Stage } from './stage.js';
import { type Transform, type ViewShape, transform } from './transform.js';

/** What can be composed. A transform among the stages (`box()`, say) brings the images to the model's input size. */
export type Part = Stage | Transform;

/** No more: what a file says must not fill the memory. */
const MOST_PARTS = 100;

const list = z.custom<readonly Part[]>(
  (value) => Array.isArray(value) && value.length > 0 && value.length <= MOST_PARTS,
  `a list of 1 to ${MOST_PARTS} stages or transforms`,
);

const isPart = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && ('size' in part || 'views' in part);

const parts: Schema<readonly Part[]> = list.check(({ value, issues }) => {
  if (issues.length) return;
  const at = value.findIndex((part) => !isPart(part));
  if (at >= 0)
    issues.push({ code: 'custom', path: [at], message: 'a stage or a transform', input: value[at] });
});

/**
 * Transforms one after another, each with draws of its own, and at the end a resize to the model's input where the size
 * is another (bilinear, antialiased, align-corners, as `box`): docs/method.md, 4.4. The model's own range is no part of
 * it: it comes after.
 *
 * Consecutive stages that resample rows and columns (jitter, scale, the resize) become one product per axis.
 * @param options `views` a step; by default those of a transform among the parts, otherwise 16, and 1 where nothing is
 * random
 * @throws FaccentError if the parts disagree on the number of views; when a graph is built, if a part cannot take what
 * the one before it makes
 * @example
 * const transform = compose([pad(12), jitter(8), randomScale([0.9, 1, 1.1]), colourNoise(0.1)], { views: 8 });
 * await visualize(model, objective, [224, 224], { transform });
 */
export const compose = transform('compose', {
  about: 'stages and transforms one after another, each with draws of its own',
  options: {
    parts: required(parts, 'what is done in turn: stages, or transforms, which make the size of the model', {
      json: {
        write: (parts, describe) => parts.map(describe),
        read: (json, path, { read }) =>
          checked(list, json, path).map((part, i) => read(part, `${path}[${i}]`) as Part),
      },
    }),
    views: optional(
      count(),
      'views a step; by default those of a transform among the parts, otherwise 16, and 1 where nothing is random',
      { formerly: ['crops'] },
    ),
  },
  from: (parts: readonly Part[], options: { readonly views?: number } = {}) => ({ parts, ...options }),
  build: ({ parts, views: asked }) => {
    const views = viewsOf(parts, asked);
    const stages = parts.map(asStage);
    return {
      views,
      inputs: (shape) =>
        collected(place(stages, shape).placed, ({ stage, at }) => stage.random?.inputs(views, at)),
      prepare: (random, shape) =>
        collected(place(stages, shape).placed, ({ stage, at }) => stage.random?.prepare?.(random, at)),
      draw: (random, shape, progress) =>
        collected(place(stages, shape).placed, ({ stage, at }) =>
          stage.random?.draw(random, views, at, progress),
        ),
      apply: (draws, shape) => {
        let steps: readonly ImageMap[] | undefined;
        return (image) => {
          // made once: the same matrices for image and seed
          steps ??= stepsOf(place(stages, shape), draws, shape.view, image);
          return steps.reduce((x, step) => step(x), image);
        };
      },
    };
  },
});

const isTransform = (part: Part): part is Transform => 'views' in part;

/** How many views the parts make. */
function viewsOf(parts: readonly Part[], asked: number | undefined): number {
  const transforms = parts.filter(isTransform);
  const random = transforms.length > 0 || parts.some((part) => 'random' in part);
  const views = asked ?? transforms[0]?.views ?? (random ? 16 : 1);
  if (!random && views > 1)
    throw new FaccentError(`nothing in the composition is random, so it has one view, not ${views}`);
  const odd = transforms.find((t) => t.views !== views);
  if (odd) {
    throw new FaccentError(
      `the composition has ${views} views, but "${odd.name}" in it makes ${odd.views}: they must be as many`,
    );
  }
  return views;
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
    apply: (draws, shape) => part.apply(draws, shape),
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
  return { vertical: vertical.unsqueeze(1), horizontal: horizontal.matrixTranspose().unsqueeze(1) };
}

function resizing(like: Expression, from: number, to: number): Expression {
  const constant = (x: number): Expression => like.builder.constant(Tensor.of(like.type, [1], [x]));
  return interpolation({ start: constant(0), length: constant(from) }, from, to);
}
