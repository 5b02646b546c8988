import { type Graph, type Node, Tensor } from 'onnx-grad';

/**
 * What a network makes of its scores: probabilities that sum to 1, each a probability by itself, or nothing, so that they
 * are plain numbers. `probabilities` are such already: those of several networks' mean, say, which no one score is behind.
 */
export type ScoreKind = 'softmax' | 'sigmoid' | 'probabilities' | 'plain';

/** How a network's output ends. */
export interface Ending {
  /** What goes into the softmax or the sigmoids at its end, or into what chooses among scores; else the output itself. */
  readonly value: string;
  readonly kind: ScoreKind;
  /** The axis that a softmax sums to 1 along. */
  readonly axis?: number;
  /** The operator that chooses among scores, or writes them as a map, behind them. */
  readonly chooses?: string;
}

/** Operators that rearrange scores, or write them otherwise, without changing what they say. */
const TRANSPARENT = new Set([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Cast', 'Dropout'],
  ...['QuantizeLinear', 'DequantizeLinear', 'Log', 'Clip', 'Expand'],
]);

/** Operators that say which score is the largest, or what it is called, or write scores as maps from labels. */
const CHOOSING = new Set([
  ...['ArgMax', 'TopK', 'Hardmax', 'ZipMap', 'ArrayFeatureExtractor', 'LabelEncoder', 'CategoryMapper'],
  ...['OneHot', 'StringConcat', 'SequenceConstruct', 'SequenceAt'],
]);

/** Which of its inputs has the scores that an operator chooses by. */
const CHOSEN_BY: Readonly<Record<string, number>> = { NonMaxSuppression: 1, TopK: 0, ArgMax: 0 };

/** Operators that have learned weights: what is before them is no end of the network any more. */
const LEARNED = new Set([
  ...['Conv', 'ConvTranspose', 'Gemm', 'LSTM', 'GRU', 'RNN', 'LayerNormalization', 'BatchNormalization'],
  ...['InstanceNormalization', 'GroupNormalization', 'DeformConv', 'Attention', 'RoiAlign', 'MaxRoiPool'],
]);

/** What is known of a graph's values while its end is read backwards. */
export class Ends {
  private readonly producers: ReadonlyMap<string, Node>;

  constructor(private readonly graph: Graph) {
    this.producers = graph.producers();
  }

  /** The node that makes a value, where it is of that operator. */
  private by(operator: string, value: string | undefined): Node | undefined {
    const node = this.producers.get(value ?? '');
    return node?.operator === operator ? node : undefined;
  }

  private isConstant(value: string): boolean {
    return this.graph.initializers.has(value) || this.by('Constant', value) !== undefined;
  }

  /** Whether a value is that number, whatever its shape. */
  private is(number: number, value: string | undefined): boolean {
    const attributes = this.by('Constant', value)?.attributes;
    const held = this.graph.initializers.get(value ?? '') ?? attributes?.get('value');
    const given = held instanceof Tensor ? [...held.numbers] : [attributes?.get('value_float')];
    return given.length === 1 && given[0] === number;
  }

  /** The operand of a node of two that is not the other. */
  private beside({ inputs }: Node, is: (value: string) => boolean): string | undefined {
    const [a = '', b = ''] = inputs;
    return is(b) ? a : is(a) ? b : undefined;
  }

  /** What a value ends in, read backwards from it as far as nothing changes what it says. */
  of(output: string): Ending {
    let chooses: string | undefined;
    let before = output;
    for (let name = output; ;) {
      const found = this.softmax(name) ?? this.sigmoid(name);
      if (found) return { ...found, ...(chooses !== undefined && { chooses }) };
      const node = this.producers.get(name);
      const next = node && this.nextOf(node);
      if (node === undefined || next === undefined) break;
      name = next;
      if (!this.isChoice(node)) continue;
      chooses = node.operator;
      before = name;
    }
    const kind = this.isProbability(before) ? 'probabilities' : 'plain';
    return { value: before, kind, ...(chooses !== undefined && { chooses }) };
  }

  /**
   * The softmaxes and sigmoids whose largest elements an output is put together from: those of a detector that chooses
   * its boxes itself. None where no such choice is behind the last layer with weights.
   */
  behindChoice(output: string): Ending[] {
    const choices = this.backwards([output], (node) => CHOSEN_BY[node.operator] !== undefined);
    const scored = choices.map((node) => node.inputs[CHOSEN_BY[node.operator]!]!);
    const found = new Map<string, Ending>();
    this.backwards(scored, (node) => {
      const name = node.outputs[0]!;
      const end = this.softmax(name) ?? this.sigmoid(name);
      if (end) found.set(end.value, { ...end, chooses: choices[0]!.operator });
      return end !== undefined;
    });
    return [...found.values()];
  }

  /** The nodes of a kind that values are made by, the nearest first, as far as no layer with weights lies between. */
  private backwards(values: readonly string[], is: (node: Node) => boolean): Node[] {
    const found: Node[] = [];
    const seen = new Set<Node>();
    const queue = [...values];
    for (let i = 0; i < queue.length; i++) {
      const node = this.producers.get(queue[i]!);
      if (!node || seen.has(node) || this.isLearned(node)) continue;
      seen.add(node);
      if (is(node)) found.push(node);
      else queue.push(...node.inputs.filter(Boolean));
    }
    return found;
  }

  private isLearned({ operator, inputs }: Node): boolean {
    if (operator === 'MatMul') return inputs.some((name) => this.graph.initializers.has(name));
    return LEARNED.has(operator);
  }

  private isChoice({ operator, inputs }: Node): boolean {
    return CHOOSING.has(operator) || (operator === 'Gather' && this.isLookUp(inputs));
  }

  /** Whether a node looks up what stands in a table, of text too, by the index of the class. */
  private isLookUp([table = '', index = '']: readonly string[]): boolean {
    return (table === '' || this.isConstant(table)) && index !== '' && !this.isConstant(index);
  }

  private nextOf({ operator, inputs }: Node): string | undefined {
    if (operator === 'Gather' || operator === 'ArrayFeatureExtractor')
      return this.isLookUp(inputs) ? inputs[1] : operator === 'Gather' ? undefined : inputs[0];
    return TRANSPARENT.has(operator) || CHOOSING.has(operator) ? inputs.find(Boolean) : undefined;
  }

  /** A softmax or its logarithm, as one operator or written out. */
  private softmax(name: string): Ending | undefined {
    const node = this.producers.get(name);
    if (node?.operator === 'Softmax' || node?.operator === 'LogSoftmax') {
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
  private sigmoid(name: string): Ending | undefined {
    const value =
      this.by('Sigmoid', name)?.inputs[0] ??
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

  /** Whether a value is cut out of another, of which there are other pieces. */
  isCutOut(name: string): boolean {
    return (this.by('Split', name) ?? this.by('Slice', name)) !== undefined;
  }

  /** Whether a value's elements are all in [0, 1], since it is put together from probabilities. */
  isProbability(name: string, depth = 0): boolean {
    // an ensemble has a few members, each a few operators behind its end
    if (depth > 24) return false;
    if (this.softmax(name) ?? this.sigmoid(name)) return true;
    const node = this.producers.get(name);
    if (!node) return false;
    const [a = '', b = ''] = node.inputs;
    const each = (values: readonly string[]): boolean =>
      values.length > 0 && values.every((value) => this.isProbability(value, depth + 1));
    switch (node.operator) {
      case 'Concat':
      case 'Mean':
      case 'Max':
      case 'Min':
      case 'SequenceConstruct':
        return each(node.inputs);
      case 'ReduceMean':
      case 'ReduceMax':
      case 'Slice':
      case 'Transpose':
      case 'Split':
      case 'ConcatFromSequence':
        return each([a]);
      case 'Gather':
        return !this.isLookUp(node.inputs) && each([a]);
      case 'Sub':
        return this.is(1, a) && each([b]);
      case 'Mul':
        return each([a, b]) || this.isMean(name, depth);
      case 'Div':
        return this.isMean(name, depth);
      default:
        return TRANSPARENT.has(node.operator) && node.operator !== 'Log' && each([a]);
    }
  }

  /** Whether a value is a sum of probabilities, divided by how many they are. */
  private isMean(name: string, depth: number): boolean {
    const node = this.producers.get(name)!;
    const parts = this.summands(this.beside(node, (v) => this.isConstant(v)) ?? '');
    const count = parts.length;
    const by = node.operator === 'Div' ? count : 1 / count;
    const constant = node.inputs.find((v) => this.isConstant(v));
    return count > 1 && this.isNear(by, constant) && parts.every((v) => this.isProbability(v, depth + 1));
  }

  private isNear(number: number, value: string | undefined): boolean {
    return [number, Math.fround(number)].some((v) => this.is(v, value));
  }

  private summands(value: string): string[] {
    const node = this.by('Add', value) ?? this.by('Sum', value);
    return node ? node.inputs.flatMap((v) => this.summands(v)) : [value];
  }
}
