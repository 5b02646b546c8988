import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import {
  Builder,
  type Expression,
  type Graph,
  GraphError,
  Tensor,
  evaluate,
  finish,
  findOperator,
  gradient,
  instantiate,
  isComposite,
  readModel,
  writeModel,
} from 'onnx-grad';
import { gradientError } from './differences.js';
import { doubled } from './doubled.js';
import { type NodeTest, tensorOf } from './read.js';
import { tensorError } from './tolerance.js';

/** What became of a test. `with`: by what it was compared. */
export interface Outcome {
  readonly result: 'agrees' | 'refused' | 'wrong';
  readonly with: 'values' | 'gradients';
  readonly why?: string;
}

type Feeds = Readonly<Record<string, Tensor>>;

const isFloat = (t: Tensor): boolean => t.type.startsWith('float');

/** Feeds as a model takes them: half precision is widened when a model is read. */
function fed(model: Graph, feeds: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, t]) => {
      const wanted = model.inputs.find((input) => input.name === name)?.type ?? t.type;
      return [name, wanted === t.type ? t : Tensor.of(wanted, t.dims, t.numbers)];
    }),
  );
}

interface Built {
  readonly builder: Builder;
  readonly variables: Readonly<Record<string, Expression>>;
  readonly outputs: readonly Expression[];
}

/** The model with some of its inputs as inputs, and the rest as constants: shapes, axes, masks, weights. */
function build(model: Graph, feeds: Feeds, variable: readonly string[]): Built {
  const builder = new Builder();
  const inputs = new Map<string, Expression>();
  const variables: Record<string, Expression> = {};
  for (const [name, t] of Object.entries(feeds)) {
    if (variable.includes(name)) variables[name] = builder.input(name, t.type, t.dims);
    inputs.set(name, variables[name] ?? builder.constant(t, name));
  }
  const find = instantiate(builder, model, { inputs, prefix: 'm:' });
  return { builder, variables, outputs: model.outputs.filter(Boolean).map((name) => find(name)) };
}

/** Σ weight · output, over the real outputs; none where there are none. */
function lossOf({ builder, outputs }: Built): Expression | undefined {
  return outputs
    .filter((y) => y.type.startsWith('float') && y.dims.every((d) => d > 0))
    .map((y) => {
      const size = y.dims.reduce((product, d) => product * d, 1);
      const weights = Array.from({ length: size }, (_, i) => 0.6 + 0.4 * Math.sin(1.7 * i + 0.3));
      return y.mul(builder.constant(Tensor.of(y.type, y.dims, weights))).sum();
    })
    .reduce<Expression | undefined>((sum, term) => sum?.add(term) ?? term, undefined);
}

/** Marks values and gradients as the graph's outputs. */
function complete(built: Built): { graph: Graph; differentiated: boolean } {
  const { builder, variables, outputs } = built;
  outputs.forEach((y, i) => builder.output(y, `value/${i}`));
  // straight through: not the slope of the value
  const straight = builder.graph.nodes.some((node) => findOperator(node)?.straightThrough);
  const names = Object.keys(variables);
  const loss = names.length && !straight ? lossOf(built) : undefined;
  if (loss) {
    builder.output(loss, 'loss');
    gradient(builder, loss, Object.values(variables)).forEach((g, i) => builder.output(g, `d/${names[i]}`));
  }
  return { graph: finish(builder), differentiated: loss !== undefined };
}

const pick = (feeds: Feeds, names: readonly string[]): Record<string, Tensor> =>
  Object.fromEntries(names.map((name) => [name, feeds[name]!]));

async function inRuntime(graph: Graph, feeds: Feeds): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(writeModel(graph), {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const inputs = Object.entries(feeds).map(
    ([name, t]) => [name, new RuntimeTensor('float32', Float32Array.from(t.numbers), t.dims)] as const,
  );
  const results = await session.run(Object.fromEntries(inputs));
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, y]) => {
      const numbers = Array.from(y.data as ArrayLike<number | bigint>, Number);
      return [name, Tensor.of(y.type as Tensor['type'], y.dims, numbers)];
    }),
  );
}

/** Checks one test with the given inputs variable. @throws GraphError where it is refused */
async function checkWith(test: NodeTest, bytes: Uint8Array, variable: readonly string[]): Promise<Outcome> {
  const model = readModel(bytes);
  const recorded = Object.entries(test.inputs).map(([name, value]) => [name, tensorOf(value)] as const);
  const feeds = fed(model, Object.fromEntries(recorded));
  const expected = Object.values(test.outputs).map(tensorOf);
  const { graph, differentiated } = complete(build(model, feeds, variable));
  const kind = differentiated ? 'gradients' : 'values';
  const wrong = (why: string): Outcome => ({ result: 'wrong', with: kind, why });

  const own = evaluate(graph, pick(feeds, variable));
  for (const [i, y] of expected.entries()) {
    const half = /^B?FLOAT16$/.test(Object.values(test.outputs)[i]!.type);
    const error = tensorError(own[`value/${i}`]!, y, test, half);
    if (error) return wrong(`output ${i}: ${error}`);
  }
  if (!differentiated) return { result: 'agrees', with: kind };

  const twice = doubled(model);
  const wide = fed(twice, feeds);
  const { graph: reference } = complete(build(twice, wide, variable));
  const off = gradientError(reference, pick(wide, variable));
  if (off) return wrong(off);

  if (!variable.every((name) => feeds[name]!.type === 'float32')) return { result: 'agrees', with: kind };
  let theirs: Record<string, Tensor>;
  try {
    theirs = await inRuntime(graph, pick(feeds, variable));
  } catch (error) {
    const lacks = /Could not find an implementation for [\w()]+/.exec(String(error))?.[0];
    if (lacks) return { result: 'refused', with: kind, why: `ONNX Runtime: ${lacks}` };
    throw error;
  }
  for (const name of graph.outputs) {
    // of nothing at all the runtime has another shape
    if (own[name]!.size === 0) continue;
    const error = tensorError(theirs[name]!, own[name]!, { rtol: 2e-3, atol: 1e-5 });
    if (error) return wrong(`in the runtime, ${name}: ${error}`);
  }
  return { result: 'agrees', with: kind };
}

/**
 * Values against the expected outputs; gradients, by the real inputs, against central differences in float64; both, in
 * ONNX Runtime, against our own. All real inputs vary where that is supported, else the first, which is the picture's;
 * none of an operator that no gradient passes, where that needs to know them.
 */
export async function check(test: NodeTest): Promise<Outcome> {
  const bytes = Buffer.from(test.model, 'base64');
  const real = Object.entries(test.inputs)
    .filter(([, value]) => /FLOAT|DOUBLE/.test(value.type) && isFloat(tensorOf(value)))
    .map(([name]) => name);
  const operator = findOperator({ operator: test.operator, domain: '' });
  const stops = operator && !isComposite(operator) && operator.gradient === 'stops';
  const choices = [real, ...(real.length > 1 ? [real.slice(0, 1)] : []), ...(stops ? [[]] : [])];
  let refusal = '';
  for (const variable of choices) {
    try {
      return await checkWith(test, bytes, variable);
    } catch (error) {
      if (!(error instanceof GraphError)) return { result: 'wrong', with: 'values', why: String(error) };
      refusal = error.message;
    }
  }
  return { result: 'refused', with: 'values', why: refusal };
}
