import { type Graph, cut } from 'onnx-grad';
import type { Batching } from './batching.js';
import { bottlenecks } from './bottlenecks.js';
import type { Scores } from './scores.js';

/** What of a model is told. */
interface Told {
  readonly graph: Graph;
  /** The input that takes the picture. */
  readonly input: string;
  readonly scores: Scores;
  readonly logits: string | undefined;
  readonly batching: Batching;
  /** Operators that take one view at a time. */
  readonly oneByOne: number;
}

const MEND = 'export the network as it predicts (of PyTorch, after model.eval())';

/** Of a file in training form: its normalizations are by the pictures that it is given. */
function ofTraining(graph: Graph): string[] {
  const training = graph.nodes.filter(
    ({ operator, attributes }) => operator === 'BatchNormalization' && attributes.get('training_mode') === 1,
  );
  if (!training.length) return [];
  const which =
    training.length === 1 ? 'a BatchNormalization is' : `${training.length} BatchNormalizations are`;
  return [
    `${which} in training form, and normalizes by the picture at hand instead of by what was learned: ${MEND}`,
  ];
}

/** Operators that are flat wherever they do not jump. */
const STEPS = new Set(['Round', 'Floor', 'Ceil', 'Sign', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual']);

/** Of a file in which all that is seen is rounded: nothing behind that says how the picture should change. */
function ofRounding(graph: Graph, input: string, value: string): string[] {
  const step = bottlenecks(cut(graph, [value]), input).find(({ operator }) => STEPS.has(operator));
  if (!step) return [];
  return [
    `all that its classes are made of goes through ${step.operator} (node "${step.name}"), which has no gradient: raise a ` +
      'layer before that, or export the network as it was trained, without rounding',
  ];
}

/** Where classes are, if that is not plain to see. */
function ofScores({ output, why, others, kind, chooses }: Scores, logits: string | undefined): string[] {
  const notes: string[] = [];
  if (chooses !== undefined && kind !== 'plain')
    notes.push(`its output "${output}" is chosen among scores by ${chooses}: classes are taken before that`);
  if (logits === undefined && others.length)
    notes.push(
      `of its ${others.length + 1} outputs, classes are those of "${output}", since ${why}: ` +
        `logits names another (${others.map((name) => `"${name}"`).join(', ')})`,
    );
  return notes;
}

/** What a person should know of how a model is used. */
export function modelNotes(told: Told): readonly string[] {
  const { graph, scores, batching, oneByOne } = told;
  const notes = [
    ...ofTraining(graph),
    ...ofRounding(graph, told.input, scores.value),
    ...ofScores(scores, told.logits),
  ];
  if (batching !== 'adapted') return notes;
  notes.push('it was exported for one image at a time: it is adapted to several views');
  if (oneByOne) notes.push(`${oneByOne} of its operators take one view at a time, which is slower`);
  return notes;
}
