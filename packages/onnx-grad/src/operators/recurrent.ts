import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import type { Call, Inputs, OperatorTable } from './operator.js';

/** Sequences that are longer are not unrolled. */
const MOST_STEPS = 1000;

type Activation = (x: Expression) => Expression;

/** The activation that a node names, with its parameters or their defaults. */
function activation(
  call: Call,
  name: string,
  alpha: number | undefined,
  beta: number | undefined,
): Activation {
  const apply =
    (operator: string, settings = {}): Activation =>
    (x) =>
      x.builder.apply(operator, [x], settings);
  switch (name.toLowerCase()) {
    case 'tanh':
      return (x) => x.tanh();
    case 'sigmoid':
      return (x) => x.sigmoid();
    case 'relu':
      return (x) => x.relu();
    case 'affine':
      return (x) => x.mul(alpha ?? 1).add(beta ?? 0);
    case 'scaledtanh':
      return (x) =>
        x
          .mul(beta ?? 1)
          .tanh()
          .mul(alpha ?? 1);
    case 'leakyrelu':
      return apply('LeakyRelu', { alpha: alpha ?? 0.01 });
    case 'thresholdedrelu':
      return apply('ThresholdedRelu', { alpha: alpha ?? 1 });
    case 'hardsigmoid':
      return apply('HardSigmoid', { alpha: alpha ?? 0.2, beta: beta ?? 0.5 });
    case 'elu':
      return apply('Elu', { alpha: alpha ?? 1 });
    case 'softsign':
      return apply('Softsign');
    case 'softplus':
      return apply('Softplus');
    default:
      throw call.error(`has the activation "${name}", which is not supported`);
  }
}

/** How many parameters an activation takes, of the lists of all. */
const TAKES: Record<string, readonly [alphas: number, betas: number]> = {
  ...{ affine: [1, 1], scaledtanh: [1, 1], hardsigmoid: [1, 1] },
  ...{ leakyrelu: [1, 0], thresholdedrelu: [1, 0], elu: [1, 0] },
};

/** The activations of every direction, in order, their arguments clipped where the node says so. */
function activations(call: Call, defaults: readonly string[], directions: number): Activation[][] {
  const names = (call.attribute('activations') ?? []) as readonly string[];
  const [alphas, betas] = ['activation_alpha', 'activation_beta'].map((name) => [...call.ints(name, [])]) as [
    number[],
    number[],
  ];
  const clip = call.number('clip', 0);
  const clipped = (f: Activation): Activation => (clip > 0 ? (x) => f(x.maximum(-clip).minimum(clip)) : f);
  return Array.from({ length: directions }, (_, d) =>
    defaults.map((fallback, i) => {
      const name = names[d * defaults.length + i] ?? fallback;
      const [a, b] = TAKES[name.toLowerCase()] ?? [0, 0];
      return clipped(activation(call, name, a ? alphas.shift() : undefined, b ? betas.shift() : undefined));
    }),
  );
}

/** What one step of a cell is given: what the input adds to each gate, and the state before it. */
interface Step {
  /** (batch, gates · hidden): the input's part, with its bias. */
  readonly input: Expression;
  readonly hidden: Expression;
  readonly cell: Expression | undefined;
  /** Recurrent weights (gates · hidden, hidden), and their bias (gates · hidden). */
  readonly weights: Expression;
  readonly bias: Expression | undefined;
  /** Weights of the cell in the gates, (3 · hidden). */
  readonly peepholes: Expression | undefined;
  readonly functions: readonly Activation[];
}

interface Cell {
  readonly gates: number;
  readonly defaults: readonly string[];
  step(call: Call, step: Step): { hidden: Expression; cell?: Expression };
}

const part = (x: Expression, i: number, size: number): Expression => x.slice(-1, i * size, (i + 1) * size);
const plus = (x: Expression, y: Expression | undefined): Expression => (y ? x.add(y) : x);
const through = ({ hidden, weights, bias }: Step): Expression =>
  plus(hidden.matmul(weights.matrixTranspose()), bias);

const simple: Cell = {
  gates: 1,
  defaults: ['Tanh'],
  step: (_, step) => ({ hidden: step.functions[0]!(step.input.add(through(step))) }),
};

// gates: update, reset, hidden
const gated: Cell = {
  gates: 3,
  defaults: ['Sigmoid', 'Tanh'],
  step: (call, step) => {
    const { input, hidden, weights, bias } = step;
    const size = hidden.dims[1]!;
    const [f, g] = step.functions as [Activation, Activation];
    const rows = (i: number, count: number) => weights.slice(0, i * size, (i + count) * size);
    const shift = (i: number, count: number) => bias?.slice(0, i * size, (i + count) * size);
    const both = f(
      input.slice(1, 0, 2 * size).add(plus(hidden.matmul(rows(0, 2).matrixTranspose()), shift(0, 2))),
    );
    const [update, reset] = [part(both, 0, size), part(both, 1, size)];
    const own = rows(2, 1).matrixTranspose();
    const recurrent = call.number('linear_before_reset', 0)
      ? reset.mul(plus(hidden.matmul(own), shift(2, 1)))
      : plus(reset.mul(hidden).matmul(own), shift(2, 1));
    const next = g(part(input, 2, size).add(recurrent));
    return { hidden: next.add(update.mul(hidden.sub(next))) };
  },
};

// gates: input, output, forget, cell; peepholes: input, output, forget
const long: Cell = {
  gates: 4,
  defaults: ['Sigmoid', 'Tanh', 'Tanh'],
  step: (call, step) => {
    const { hidden, peepholes } = step;
    const cell = step.cell!;
    const size = hidden.dims[1]!;
    const [f, g, h] = step.functions as [Activation, Activation, Activation];
    const sums = step.input.add(through(step));
    const seen = (gate: number, c: Expression) =>
      plus(part(sums, gate, size), peepholes && part(peepholes, gate, size).mul(c));
    const input = f(seen(0, cell));
    const forget = call.number('input_forget', 0) ? input.neg().add(1) : f(seen(2, cell));
    const next = forget.mul(cell).add(input.mul(g(part(sums, 3, size))));
    return { hidden: f(seen(1, next)).mul(h(next)), cell: next };
  },
};

/** Steps of one direction that belong to a sequence: 1 or 0 for each item of the batch; undefined where all do. */
function lengths(call: Call, steps: number): readonly number[] | undefined {
  const given = call.constantOr(4, (t) => [...t.numbers], undefined);
  return given?.every((n) => n === steps) ? undefined : given;
}

/** Runs a cell over a sequence: (steps, batch, size), forwards, backwards or both. */
function unroll(cell: Cell, call: Call, inputs: Inputs): Expression[] {
  const batchFirst = call.number('layout', 0) === 1;
  const turn = (x: Expression): Expression => (batchFirst ? x.transpose([1, 0, 2]) : x);
  const [x, weights, recurrent, bias, , hidden, memory, peepholes] = inputs;
  const sequence = turn(x!);
  const [steps, batch] = sequence.dims as [number, number, number];
  if (steps > MOST_STEPS) throw call.error(`runs more than ${MOST_STEPS} steps`);
  const size = recurrent!.dims[2]!;
  const width = cell.gates * size;
  const direction = call.text('direction', 'forward');
  const count = direction === 'bidirectional' ? 2 : 1;
  const functions = activations(call, cell.defaults, count);
  const ends = lengths(call, steps);
  const { builder } = sequence;
  const start = (given: Expression | undefined, d: number): Expression =>
    given
      ? turn(given)
          .slice(0, d, d + 1)
          .reshape([batch, size])
      : builder.zeros({ type: sequence.type, dims: [batch, size] });
  const runs = Array.from({ length: count }, (_, d) => {
    const of = (v: Expression | undefined, dims: number[]) => v?.slice(0, d, d + 1).reshape(dims);
    const biases = of(bias, [2 * width]);
    const all = plus(
      sequence.matmul(of(weights, [width, weights!.dims[2]!])!.matrixTranspose()),
      biases?.slice(0, 0, width),
    );
    const backwards = direction === 'reverse' || d === 1;
    let state: { hidden: Expression; cell?: Expression } = {
      hidden: start(hidden, d),
      cell: start(memory, d),
    };
    const outputs = new Array<Expression>(steps);
    for (let k = 0; k < steps; k++) {
      const t = backwards ? steps - 1 - k : k;
      const next = cell.step(call, {
        ...{ input: all.slice(0, t, t + 1).reshape([batch, width]), hidden: state.hidden, cell: state.cell },
        ...{ weights: of(recurrent, [width, size])!, bias: biases?.slice(0, width, 2 * width) },
        ...{ peepholes: of(peepholes, [3 * size]), functions: functions[d]! },
      });
      const mask =
        ends &&
        builder.constant(
          Tensor.of(
            sequence.type,
            [batch, 1],
            ends.map((n) => (t < n ? 1 : 0)),
          ),
        );
      const kept = (now: Expression, before: Expression) =>
        mask ? before.add(now.sub(before).mul(mask)) : now;
      state = { hidden: kept(next.hidden, state.hidden), cell: next.cell && kept(next.cell, state.cell!) };
      outputs[t] = mask ? state.hidden.mul(mask) : state.hidden;
    }
    return { state, outputs };
  });
  const stacked = (values: readonly Expression[], axis: number): Expression =>
    builder.concat(
      values.map((v) => v.unsqueeze(axis)),
      axis,
    );
  // (steps, directions, batch, size), or (batch, steps, directions, size)
  const all = stacked(
    runs.map((run) => stacked(run.outputs, 0)),
    1,
  );
  const last = (pick: (s: { hidden: Expression; cell?: Expression }) => Expression) =>
    turn(
      stacked(
        runs.map((run) => pick(run.state)),
        0,
      ),
    );
  const y = batchFirst ? all.transpose([2, 0, 1, 3]) : all;
  return [y, last((s) => s.hidden), ...(cell === long ? [last((s) => s.cell!)] : [])];
}

/** Recurrent layers, step by step: sequences are short where pictures are concerned. */
export const recurrent: OperatorTable = {
  RNN: { decompose: (call, inputs) => unroll(simple, call, inputs) },
  GRU: { decompose: (call, inputs) => unroll(gated, call, inputs) },
  LSTM: { decompose: (call, inputs) => unroll(long, call, inputs) },
};
