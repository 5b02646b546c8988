import { ALL_PASSES, Builder, type Expression, type Redirect, finish, vjp } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Tensors } from '../parameterization/parameterization.js';
import { fixedName, normName, parameterName } from './names.js';
import { type ImagePlan, type Plan, imageDims, needsSeed } from './plan.js';
import { graphBytes } from '../platform/weights.js';

/** A graph as bytes. */
export const finished = (builder: Builder, plan: Pick<Plan, 'passes'>): Uint8Array =>
  graphBytes(finish(builder, plan.passes ?? ALL_PASSES));

/** Inputs for the tensors that stand for the images. */
function tensorInputs(builder: Builder, { parameterization, canvas, start }: ImagePlan): Tensors<Expression> {
  const { parameters, fixed } = parameterization.shapes(canvas, start);
  const inputs = (shapes: typeof fixed, nameOf: (i: number) => string): Expression[] =>
    shapes.map((dims, i) => builder.input(nameOf(i), 'float32', dims));
  return { parameters: inputs(parameters, parameterName), fixed: inputs(fixed, fixedName) };
}

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

/** What of a gradient passes ReLUs where their input is negative, at every step: as in the authors' library. */
const REDIRECTED_SHARE = 0.1;

/** How the plan's ReLUs let gradients through (docs/method.md, 9.1). */
function redirection(builder: Builder, { redirect }: Plan): Redirect | undefined {
  if (!redirect) return undefined;
  return redirect === 'start'
    ? { share: builder.input('redirect', 'float32', []), where: 'closed' }
    : { share: REDIRECTED_SHARE, where: 'negative' };
}

/** The image that parameters stand for, and the way back from its cotangents to theirs. */
export function parameterizedImage(builder: Builder, plan: Plan) {
  const { canvas, parameterization } = plan;
  const { parameters, fixed } = tensorInputs(builder, plan);
  const seed = needsSeed(plan) ? builder.input('seed', 'float32', imageDims(plan)) : undefined;
  builder.redirect = redirection(builder, plan);
  const image = imageOf(builder, plan, { parameters, fixed }, seed);
  /** Carries a cotangent of the image to the parameters, as the optimizer is to see it. */
  const toParameters = (cotangent: Expression): readonly Expression[] => {
    const gradients = vjp(builder, [{ of: image, cotangent }], parameters);
    return parameterization.precondition?.(gradients, canvas) ?? gradients;
  };
  return { parameters, fixed, image, seed, toParameters };
}

/** Projected gradient (docs/method.md, 6.5): each image is moved into the L2 ball around its seed and written anew. */
export function projectIntoBall(
  { parameters, fixed }: Tensors<Expression>,
  seed: Expression,
  radius: Expression,
  { parameterization, canvas }: Plan,
): readonly Expression[] {
  const offset = parameterization.decode(parameters, canvas, fixed).sub(seed);
  const length = offset.square().sum([1, 2, 3], true).sqrt();
  const shrink = radius.div(length.maximum(radius));
  return parameterization.encode(seed.add(offset.mul(shrink)), fixed).parameters;
}

/**
 * Photographs → the tensors that stand for them, and the images that those stand for.
 * @param held whether the fixed tensors are given, and not taken from the photographs
 * @throws FaccentError where a run's parameters stand for no such image: those of noise, of some parameterizations
 */
export function encodeGraph(plan: ImagePlan, held = false): Uint8Array {
  const b = new Builder();
  const { parameterization, canvas, start } = plan;
  const shapes = parameterization.shapes(canvas, start);
  const given = held ? shapes.fixed.map((dims, i) => b.input(fixedName(i), 'float32', dims)) : undefined;
  const photograph = b.input('photograph', 'float32', imageDims(plan));
  const { parameters, fixed } = parameterization.encode(photograph, given);
  if (parameters.length !== shapes.parameters.length)
    throw new FaccentError(`a run of "${parameterization.name}" from noise cannot start from a picture`);
  b.output(parameterization.decode(parameters, canvas, fixed), 'image');
  parameters.forEach((p, i) => b.output(p, parameterName(i)));
  if (!held) fixed.forEach((f, i) => b.output(f, fixedName(i)));
  return finished(b, {});
}

/** Tensors → the images that they stand for. */
export function decodeGraph(plan: Plan): Uint8Array {
  const b = new Builder();
  const seed = plan.masked ? b.input('seed', 'float32', imageDims(plan)) : undefined;
  b.output(imageOf(b, plan, tensorInputs(b, plan), seed), 'image');
  return finished(b, {});
}

/** Cotangents of the image → L1 norms of what they are as gradients of the parameters. */
export function normsGraph(plan: Plan, cotangents: readonly string[]): Uint8Array {
  const b = new Builder();
  const { toParameters, image } = parameterizedImage(b, plan);
  for (const name of cotangents) {
    const gradients = toParameters(b.input(name, 'float32', image.dims));
    const norm = gradients.map((g) => g.abs().sum()).reduce((x, y) => x.add(y));
    b.output(norm, normName(name));
  }
  return finished(b, plan);
}
