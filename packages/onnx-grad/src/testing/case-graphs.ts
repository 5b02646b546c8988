import { Builder, OPSET } from '../ad/builder.js';
import type { Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import { type DataType, isFloat } from '../graph/data-type.js';
import type { Graph } from '../graph/graph.js';
import { finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { findOperator } from '../operators/index.js';
import type { CaseInput, OperatorCase } from './cases/case.js';

/** Reproducible numbers in [from, to), no two of a tensor closer than rounding. */
function numbers(count: number, from: number, to: number, seed: number): number[] {
  let state = seed * 2654435761 + 12345;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return from + ((to - from) * state) / 2147483648;
  });
}

/** Whether a case's input is one that the gradient is taken in. */
const isReal = (input: CaseInput): input is Exclude<CaseInput, Tensor | undefined> =>
  input !== undefined && !(input instanceof Tensor);

/** The real inputs of a case, by name. */
export function feedsOf(c: OperatorCase, type: DataType): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  c.inputs.forEach((input, i) => {
    if (!isReal(input)) return;
    const { dims, from = -1, to = 1, values } = input;
    feeds[`x${i}`] = Tensor.of(type, dims, values ?? numbers(sizeOf(dims), from, to, i + 1));
  });
  return feeds;
}

/** Constants of a case in the graph's own real type. */
const asType = (t: Tensor, type: DataType): Tensor =>
  t.type === 'float32' ? Tensor.of(type, t.dims, t.numbers) : t;

/** The case's outputs, appended as a model's node would be. */
export function applyCase(
  b: Builder,
  c: OperatorCase,
  type: DataType,
): { inputs: Expression[]; outputs: Expression[] } {
  const inputs = c.inputs.map((input, i) => {
    if (input === undefined) return undefined;
    return isReal(input) ? b.input(`x${i}`, type, input.dims) : b.constant(asType(input, type));
  });
  const [name, domain] =
    c.operator.split('.').reverse().length > 1
      ? [c.operator.split('.').at(-1)!, 'com.microsoft']
      : [c.operator, ''];
  const code = type === 'float64' ? 11 : 1;
  const attributes = Object.entries(c.attributes).map(
    ([k, v]) => [k, c.operator === 'Cast' && k === 'to' ? code : v] as const,
  );
  const outputs = b.append({
    name: 'case',
    operator: name,
    domain,
    inputs: inputs.map((i) => i?.name ?? ''),
    outputs: Array.from({ length: c.outputs }, (_, i) => `y${i}`),
    attributes: new Map(attributes),
  });
  return {
    inputs: inputs.filter((x, i): x is Expression => isReal(c.inputs[i]) && x !== undefined),
    outputs,
  };
}

/** Loss = Σ weight · output, and its gradient in every real input. */
export function lossGraph(c: OperatorCase, type: DataType, withGradient: boolean): Graph {
  const b = new Builder();
  b.graph.opsets.set('', Math.max(OPSET, c.opset ?? 0));
  const { inputs, outputs } = applyCase(b, c, type);
  const loss = outputs
    .filter((y) => isFloat(y.type))
    .map((y, i) => y.mul(b.constant(Tensor.of(type, y.dims, numbers(sizeOf(y.dims), 0.2, 1, 100 + i)))).sum())
    .reduce((x, y) => x.add(y));
  b.output(loss, 'loss');
  outputs.forEach((y, i) => b.output(y, `value${i}`));
  if (withGradient) gradient(b, loss, inputs).forEach((g, i) => b.output(g, `gradient${i}`));
  return finish(b);
}

/** The operator set that a case of ONNX's own operators is written in. */
const opsetOf = ({ operator, opset = 0, attributes }: OperatorCase): number =>
  Math.max(
    OPSET,
    opset,
    attributes.block_size === undefined ? 0 : 21,
    findOperator({ operator, domain: '' })?.since ?? 0,
  );

/** The case as the runtime's own operator, in the model's terms: what the value rules must agree with. */
export function originalGraph(c: OperatorCase): Graph {
  const b = new Builder();
  const names = c.inputs.map((input, i) => {
    if (input === undefined) return '';
    return (isReal(input) ? b.input(`x${i}`, 'float32', input.dims) : b.constant(input)).name;
  });
  const [operator, domain] = c.operator.startsWith('com.microsoft.')
    ? [c.operator.slice(14), 'com.microsoft']
    : [c.operator, ''];
  if (!domain) b.graph.opsets.set('', opsetOf(c));
  if (domain) b.graph.opsets.set(domain, 1);
  const outputs = Array.from({ length: c.outputs }, (_, i) => `y${i}`);
  b.graph.nodes.push({
    name: 'case',
    operator,
    domain,
    inputs: names,
    outputs,
    attributes: new Map(Object.entries(c.attributes)),
  });
  b.graph.outputs.push(...outputs);
  return b.graph;
}
