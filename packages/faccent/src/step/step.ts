import { Builder, type Expression, cost } from 'onnx-grad';
import { type Compiled, seeViews } from './forward.js';
import { drawName, next, parameterName, stateName } from './names.js';
import { finished, parameterizedImage, projectIntoBall } from './picture.js';
import { type Plan, groupsOf, viewShape } from './plan.js';
import { ascentDirection } from './regularize.js';

/** A step's graph, and what its outputs for the balance are called. */
export interface CompiledStep extends Compiled {
  /** Gradients of the activation and of the distance in the image. */
  readonly imageGradients: readonly string[];
  /** Floating-point operations of its convolutions and matrix products. */
  readonly operations: number;
}

/**
 * One optimization step as one graph (docs/method.md, 1). In: parameters, optimizer state, opacity sum, draws, the
 * objective's unit, the regularizer's weight, learning rate and step number. Out: the same state, moved on; the activation
 * and the distance before the move; the image before the move, when it is fetched.
 */
export function stepGraph(plan: Plan): CompiledStep {
  const b = new Builder(plan.target);
  const scalarInput = (name: string): Expression => b.input(name, 'float32', []);

  const { parameters, fixed, image, seed, toParameters } = parameterizedImage(b, plan);
  const draws = Object.fromEntries(
    Object.entries(plan.transform.inputs(viewShape(plan))).map(([name, { type, dims }]) => [
      name,
      b.input(drawName(name), type, dims),
    ]),
  );
  const input = (name: string, dims: readonly number[]): Expression => b.input(name, 'float32', dims);
  const { gradients, objectiveInputs } = seeViews(b, plan, { image, seed, draws, input }, groupsOf(plan));
  const { activation, ofActivation, distance, ofDistance } = gradients;

  const ascent = ascentDirection(ofActivation, ofDistance, () => scalarInput('regularization'));
  const descent = toParameters(ascent.neg());

  const learningRate = scalarInput('learningRate');
  const step = scalarInput('step');
  let moved: readonly Expression[] = parameters.map((parameter, i) => {
    const state = plan.optimizer.state.map((s) => b.input(stateName(i, s), 'float32', parameter.dims));
    const update = plan.optimizer.update({ parameter, gradient: descent[i]!, state, learningRate, step });
    plan.optimizer.state.forEach((s, k) => b.output(update.state[k]!, next(stateName(i, s))));
    return update.parameter;
  });
  if (plan.ball) moved = projectIntoBall({ parameters: moved, fixed }, seed!, scalarInput('radius'), plan);
  moved.forEach((parameter, i) => b.output(parameter, next(parameterName(i))));

  const opacity = b.input('opacity', 'float32', image.dims);
  b.output(opacity.add(ofActivation.abs()), next('opacity'));
  b.output(activation, 'activation');
  if (distance) b.output(distance, 'distance');
  b.output(image, 'image');
  const imageGradients = [ofActivation, ...(ofDistance ? [ofDistance] : [])].map((g) => b.expose(g));
  return { bytes: finished(b, plan), objectiveInputs, imageGradients, operations: cost(b.graph) };
}
