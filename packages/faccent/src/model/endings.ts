import type { Node } from 'onnx-grad';
import { type Squashed, WrittenOut } from './written-out.js';

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
  readonly line?: Squashed['line'];
  /** The operator that chooses among scores, or writes them as a map, behind them. */
  readonly chooses?: string;
}

/** Operators that rearrange scores, or write them otherwise, without changing what they say. */
const TRANSPARENT = new Set([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Cast', 'Dropout'],
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
  ...['QLinearConv', 'QLinearMatMul', 'QGemm', 'ConvInteger', 'MatMulInteger', 'MatMulNBits'],
  ...['InstanceNormalization', 'GroupNormalization', 'DeformConv', 'Attention', 'RoiAlign', 'MaxRoiPool'],
]);

/** The ends of a graph, read backwards. */
export class Ends extends WrittenOut {
  /** What a value ends in, read backwards from it as far as nothing changes what it says. */
  of(output: string): Ending {
    let chooses: string | undefined;
    let before = output;
    for (let name = output; ;) {
      const found = this.squashed(name);
      if (found) return { ...found, ...(chooses !== undefined && { chooses }) };
      const node = this.producers.get(name);
      const next = node && this.nextOf(node);
      if (node === undefined || next === undefined) break;
      name = next;
      if (this.isChoice(node)) chooses = node.operator;
      else if (node.operator !== 'Gather') continue;
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
      const end = this.squashed(name);
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
      else for (const input of node.inputs) if (input) queue.push(input);
    }
    return found;
  }

  private isLearned({ operator, inputs }: Node): boolean {
    if (operator === 'MatMul') return inputs.some((name) => this.isWeights(name));
    return LEARNED.has(operator);
  }

  /** Whether a value is a constant, which may be stored in fewer bits or turned. */
  private isWeights(value: string): boolean {
    const node = this.producers.get(value);
    const kept = node && ['DequantizeLinear', 'Transpose', 'Cast', 'Identity'].includes(node.operator);
    return this.isConstant(value) || (kept === true && this.isWeights(node.inputs[0]!));
  }

  /** Whether a node takes the first image's scores, without the axis of images: that changes none of them. */
  private takesFirst(node: Node | undefined): boolean {
    return (
      node?.operator === 'Gather' && (node.attributes.get('axis') ?? 0) === 0 && this.is(0, node.inputs[1])
    );
  }

  /** The softmax that a value is, in whatever shape. */
  private softmaxOf(value: string): Squashed | undefined {
    const node = this.producers.get(value);
    const reshapes = node && ['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'].includes(node.operator);
    return this.softmax(value) ?? (reshapes ? this.softmaxOf(node.inputs[0]!) : undefined);
  }

  /** Whether a reduction is along the classes of a softmax, which its input is. */
  private isOverClasses({ inputs, attributes }: Node): boolean {
    const axes = attributes.get('axes') ?? this.numbersOf(inputs[1]);
    const softmax = this.softmaxOf(inputs[0]!);
    if (!softmax || !Array.isArray(axes) || axes.length !== 1) return false;
    return softmax.axis === undefined || axes[0] === softmax.axis || axes[0] === -1;
  }

  private isChoice({ operator, inputs }: Node): boolean {
    return (
      CHOOSING.has(operator) || operator === 'ReduceMax' || (operator === 'Gather' && this.isLookUp(inputs))
    );
  }

  /** Whether a node looks up what stands in a table, of text too, by the index of the class. */
  private isLookUp([table = '', index = '']: readonly string[]): boolean {
    return (table === '' || this.isConstant(table)) && index !== '' && !this.isConstant(index);
  }

  private squashed(name: string): Squashed | undefined {
    return this.softmax(name) ?? this.sigmoid(name);
  }

  private nextOf(node: Node): string | undefined {
    const { operator, inputs } = node;
    if (operator === 'Gather' && !this.isLookUp(inputs))
      return this.takesFirst(node) && !this.takesFirst(this.producers.get(inputs[0]!))
        ? inputs[0]
        : undefined;
    if (operator === 'Gather' || operator === 'ArrayFeatureExtractor')
      return this.isLookUp(inputs) ? inputs[1] : inputs[0];
    // percentages; what is made of sigmoids so may be any number
    if (operator === 'Mul') {
      const factor = this.beside(node, (v) => this.isConstant(v));
      return factor !== undefined && this.softmaxOf(factor) ? factor : undefined;
    }
    // the largest probability itself
    if (operator === 'ReduceMax') return this.isOverClasses(node) ? inputs[0] : undefined;
    return TRANSPARENT.has(operator) || CHOOSING.has(operator) ? inputs.find(Boolean) : undefined;
  }

  /** Whether a value is cut out of another, of which there are other pieces. */
  isCutOut(name: string): boolean {
    return (this.by('Split', name) ?? this.by('Slice', name)) !== undefined;
  }

  /** Whether a value's elements are all in [0, 1], since it is put together from probabilities. */
  isProbability(name: string, depth = 0): boolean {
    // an ensemble has a few members, each a few operators behind its end
    if (depth > 24) return false;
    if (this.squashed(name)) return true;
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
      case 'GatherND':
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
