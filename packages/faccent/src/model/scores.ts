import { type Graph, cut } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Images } from './batching.js';
import type { ModelDescription } from './description.js';
import { areBoxes, ofSameThings } from './boxes.js';
import { type Ending, Ends } from './endings.js';
import { inputsBehind } from './further-inputs.js';
import { NO_CHANNELS } from './layout.js';
import { soundsLikeScores } from './output-names.js';
import { largest } from '../math/extremes.js';

/** The value that has a network's class scores, what they are, and why they are taken to be those. */
export interface Scores extends Pick<Ending, 'kind' | 'line' | 'chooses'> {
  /** Before the softmax or the sigmoids, where the network ends in such: accentuating a probability would mostly lower
   * the other classes, or find no gradient where it is near 0 or 1. */
  readonly value: string;
  /** The network's output that says them, as its file names it; what was named, where that is no output's. */
  readonly output: string;
  /** How the output was chosen: a sentence's end, such as "the only output". */
  readonly why: string;
  /** The other outputs, of which it could have been one. */
  readonly others: readonly string[];
}

/** A network whose scores are looked for. */
interface Scored {
  readonly graph: Graph;
  readonly images: Pick<Images, 'dimsOf' | 'channelAxisOf' | 'typeOf'>;
  readonly description: Pick<ModelDescription, 'logits' | 'labels' | 'inputs'>;
  readonly input: string;
  resolve(layer: string): string;
}

/** What is known of an output that may have the scores. */
interface Candidate extends Ending {
  readonly output: string;
}

/** The class scores of a network: those that are named, or else those of the output that is most like such. */
export function findScores(network: Scored): Scores {
  const { graph, description } = network;
  if (graph.outputs.length === 0)
    throw new FaccentError(
      'the model has no outputs: it was damaged, or is a part of a network; export it again',
    );
  const ends = new Ends(graph);
  const endOf = (output: string): Candidate => ({ output, ...beforeChoice(network, ends, output) });
  const candidates = graph.outputs.map(endOf);
  const made = (chosen: Candidate, why: string): Scores => {
    // outputs may say the same scores in several ways: as they are, as probabilities, as the name of the largest
    const same = candidates.filter(({ value }) => value === chosen.value);
    const { kind, line } = same.find((other) => other.kind !== 'plain') ?? chosen;
    const others = candidates.filter(({ value }) => value !== chosen.value).map(({ output }) => output);
    const { value, output, chooses } = chosen;
    if (!value)
      throw new FaccentError(
        `nothing leads to the output "${output}": the model was damaged; export it again, or name the layer of its class scores in logits`,
      );
    return {
      ...{ value, kind, output, why, others },
      ...(line && { line }),
      ...(chooses !== undefined && { chooses }),
    };
  };
  if (description.logits !== undefined) {
    const output = network.resolve(description.logits);
    const stated = candidates.find((candidate) => candidate.output === output);
    return made(stated ?? { output, ...ends.of(output) }, 'it is stated');
  }
  const distinct = candidates.filter((c, i) => candidates.findIndex(({ value }) => value === c.value) === i);
  if (distinct.length === 1)
    return made(candidates[0]!, candidates.length > 1 ? SAME : 'it is the only output');
  return choose(network, candidates, made);
}

/** How an output ends; of a detector that chooses its boxes itself, what it chooses by. */
function beforeChoice({ images, description }: Scored, ends: Ends, output: string): Ending {
  const end = ends.of(output);
  if (end.chooses !== undefined || ['softmax', 'sigmoid'].includes(end.kind)) return end;
  const units = ({ value }: Ending): number => images.dimsOf(value)?.[images.channelAxisOf(value)] ?? 0;
  const labels = description.labels?.length;
  // beside the classes there may be one score of whether there is anything
  const rank = (choice: Ending): number => (units(choice) === labels ? Infinity : units(choice));
  const [first, ...rest] = ends.behindChoice(output);
  return first ? rest.reduce((a, b) => (rank(b) > rank(a) ? b : a), first) : end;
}

const SAME = 'all outputs say the same scores';

/** A reason to take one output and not another, stronger ones first, and how it reads. */
type Reason = readonly [of: (candidate: Candidate) => number, why: string];

function choose(
  network: Scored,
  candidates: readonly Candidate[],
  made: (chosen: Candidate, why: string) => Scores,
): Scores {
  const { graph, images, description, input } = network;
  const given = description.inputs ?? {};
  const canBeHad = ({ value }: Candidate): number => {
    const behind = inputsBehind(graph, value);
    const missing = behind.some((name) => name !== input && !Object.hasOwn(given, name));
    return behind.includes(input) && !missing ? 1 : 0;
  };
  const dimsOf = ({ value }: Candidate): readonly number[] | undefined => images.dimsOf(value);
  const units = (candidate: Candidate): number | undefined => {
    const axis = images.channelAxisOf(candidate.value);
    return axis === NO_CHANNELS ? 1 : dimsOf(candidate)?.[axis];
  };
  const labels = description.labels?.length;
  const positions = (candidate: Candidate): number =>
    (dimsOf(candidate) ?? []).slice(1).reduce((a, b) => a * b, 1) / (units(candidate) || 1);
  const goesInto = ({ value }: Candidate): boolean => {
    const others = candidates.filter((other) => other.value !== value).map((other) => other.value);
    return cut(graph, others).nodes.some(({ outputs }) => outputs.includes(value));
  };
  // of as many things as another output: four numbers each, where that has another number of them
  const isOfBoxes = (candidate: Candidate): boolean => {
    const own = dimsOf(candidate);
    const isBeside = (dims: readonly number[] | undefined): boolean =>
      dims?.length === 3 && !areBoxes(dims) && ofSameThings(own, dims);
    return areBoxes(own) && candidates.some((other) => isBeside(dimsOf(other)));
  };
  const reasons: Reason[] = [
    [(c) => (images.typeOf(c.value)?.type === 'float32' && dimsOf(c) ? 1 : 0), 'it can be differentiated'],
    [canBeHad, 'the others need further inputs, which are not given'],
    [
      (c) => (labels !== undefined && units(c) === labels ? 1 : 0),
      `it has as many units as there are labels, ${labels}`,
    ],
    [(c) => (isOfBoxes(c) ? 0 : 1), 'the others are coordinates of boxes'],
    [(c) => soundsLikeScores(c.output), 'it is called like class scores'],
    [(c) => (c.kind === 'plain' && !c.chooses ? 0 : 1), 'it ends in probabilities'],
    [(c) => (goesInto(c) ? 0 : 1), 'it is made of the others'],
    [(c) => (positions(c) === 1 ? 1 : 0), 'it has one number a unit'],
  ];
  let left = candidates;
  let why = 'it is the first of them';
  for (const [of, says] of reasons) {
    const best = largest(left.map(of));
    const kept = left.filter((candidate) => of(candidate) === best);
    if (kept.length < left.length) why = says;
    left = kept;
    if (new Set(left.map(({ value }) => value)).size === 1) break;
  }
  if (new Set(left.map(({ value }) => value)).size > 1) why = 'it is the first of those that are alike';
  return made(left[0]!, why);
}
