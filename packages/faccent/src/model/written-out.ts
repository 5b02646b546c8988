import type { Graph, Node } from 'onnx-grad';
import { constantNumbers, isConstant } from './constants.js';

/** What makes a probability of scores, behind which they are found. */
export interface Squashed {
  /** What goes into it. */
  readonly value: string;
  readonly kind: 'softmax' | 'sigmoid';
  /** The axis that a softmax sums to 1 along, where one operator says it. */
  readonly axis?: number;
  /** Of a sigmoid of straight lines, max(0, min(1, slope · x + offset)). */
  readonly line?: readonly [slope: number, offset: number];
}

/** No value has more axes. */
const FEW = 16;

/** A graph whose values are read backwards, as softmaxes and sigmoids that exporters write as one operator or several. */
export class WrittenOut {
  protected readonly producers: ReadonlyMap<string, Node>;

  constructor(protected readonly graph: Graph) {
    this.producers = graph.producers();
  }

  /** The node that makes a value, where it is of that operator. */
  protected by(operator: string, value: string | undefined): Node | undefined {
    const node = this.producers.get(value ?? '');
    return node?.operator === operator ? node : undefined;
  }

  protected isConstant(value: string): boolean {
    return isConstant(this.graph, this.producers, value);
  }

  /** A constant's numbers, where they are as few as axes are. */
  protected numbersOf(value = ''): number[] | undefined {
    return constantNumbers(this.graph, this.producers, value, FEW);
  }

  /** Whether a value is that number, whatever its shape. */
  protected is(number: number, value: string | undefined): boolean {
    const given = this.numbersOf(value);
    return given?.length === 1 && given[0] === number;
  }

  /** The operand of a node of two that is not the other. */
  protected beside({ inputs }: Node, is: (value: string) => boolean): string | undefined {
    const [a = '', b = ''] = inputs;
    return is(b) ? a : is(a) ? b : undefined;
  }

  /** A softmax or its logarithm, as one operator or written out. */
  softmax(name: string): Squashed | undefined {
    const node = this.producers.get(name);
    if (node && ['Softmax', 'LogSoftmax', 'QLinearSoftmax'].includes(node.operator)) {
      const value = node.inputs[0]!;
      // a softmax of opset 12 and earlier is flattened first: the scores are what is flattened, unless it has positions
      const flatten = this.by('Flatten', value);
      if (flatten && value.startsWith('upgrade:')) return { value: flatten.inputs[0]!, kind: 'softmax' };
      const axis = node.attributes.get('axis') ?? -1;
      return { value, kind: 'softmax', ...(typeof axis === 'number' && { axis }) };
    }
    const value = this.writtenSoftmax(node);
    return value === undefined ? undefined : { value: this.shifted(value), kind: 'softmax' };
  }

  /** x of exp(x) / Σ exp(x), and of x − log Σ exp(x). */
  private writtenSoftmax(node: Node | undefined): string | undefined {
    const sumOf = (value: string | undefined): string | undefined =>
      (this.by('ReduceSum', value) ?? this.by('ReduceSum', this.by('Expand', value)?.inputs[0]))?.inputs[0];
    const [a, b] = node?.inputs ?? [];
    if (node?.operator === 'Div' && sumOf(b) === a) return this.by('Exp', a)?.inputs[0];
    if (node?.operator === 'Mul') {
      const exp = this.beside(node, (v) => this.by('Reciprocal', v) !== undefined);
      const inverse = [a, b].map((v) => this.by('Reciprocal', v)).find(Boolean);
      return exp !== undefined && sumOf(inverse?.inputs[0]) === exp
        ? this.by('Exp', exp)?.inputs[0]
        : undefined;
    }
    if (node?.operator !== 'Sub') return undefined;
    const summed = this.by('Exp', sumOf(this.by('Log', b)?.inputs[0]))?.inputs[0];
    return this.by('ReduceLogSumExp', b)?.inputs[0] === a || (summed !== undefined && summed === a)
      ? a
      : undefined;
  }

  /** What the largest score was subtracted from, so that no exponential overflows. */
  private shifted(value: string): string {
    const [x, top] = this.by('Sub', value)?.inputs ?? [];
    return x !== undefined && this.by('ReduceMax', top)?.inputs[0] === x ? x : value;
  }

  /** A sigmoid or its logarithm, as one operator or written out. */
  sigmoid(name: string): Squashed | undefined {
    const hard = this.by('HardSigmoid', name);
    if (hard) {
      const { alpha = 0.2, beta = 0.5 } = Object.fromEntries(hard.attributes) as Record<string, number>;
      return { value: hard.inputs[0]!, kind: 'sigmoid', line: [alpha, beta] };
    }
    const value =
      (this.by('Sigmoid', name) ?? this.by('QLinearSigmoid', name))?.inputs[0] ??
      this.negated(this.by('Softplus', this.by('Neg', name)?.inputs[0])?.inputs[0]) ??
      this.writtenSigmoid(name);
    return value === undefined ? undefined : { value, kind: 'sigmoid' };
  }

  /** x of 1 / (1 + exp(−x)). */
  private writtenSigmoid(name: string): string | undefined {
    const div = this.by('Div', name);
    const below = div && this.is(1, div.inputs[0]) ? div.inputs[1] : this.by('Reciprocal', name)?.inputs[0];
    const sum = this.by('Add', below);
    return (
      sum &&
      this.negated(
        this.by(
          'Exp',
          this.beside(sum, (v) => this.is(1, v)),
        )?.inputs[0],
      )
    );
  }

  private negated(value: string | undefined): string | undefined {
    const times = this.by('Mul', value);
    return this.by('Neg', value)?.inputs[0] ?? (times && this.beside(times, (v) => this.is(-1, v)));
  }
}
