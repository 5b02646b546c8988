import type { Graph } from 'onnx-grad';
import { FaccentError } from '../errors.js';

/** Operators that rearrange scores without changing them. */
const TRANSPARENT = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Cast']);

/**
 * The class scores behind an output: where the network ends in a softmax, what goes into it. Accentuating a
 * probability would mostly lower the other classes.
 * @returns the value's name, and whether a softmax was left out
 */
export function scoresBehind(graph: Graph, output: string): { value: string; softmax: boolean } {
  const producers = graph.producers();
  for (let name = output; ;) {
    const node = producers.get(name);
    if (!node) return { value: output, softmax: false };
    if (node.operator === 'Softmax' || node.operator === 'LogSoftmax') {
      let value = node.inputs[0]!;
      // a softmax of opset 12 and earlier is flattened first: the scores are what is flattened, unless it has positions
      const flatten = producers.get(value);
      if (flatten?.operator === 'Flatten' && value.startsWith('upgrade:')) value = flatten.inputs[0]!;
      return { value, softmax: true };
    }
    if (!TRANSPARENT.has(node.operator)) return { value: output, softmax: false };
    name = node.inputs[0]!;
  }
}

/** One spelling for what labels separate and capitalize in their own ways. */
const simple = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/**
 * The index of a class given by index or label (case and word separators do not matter).
 * @throws FaccentError where there is none such, or several
 */
export function classIndex(labels: readonly string[] | undefined, wanted: string): number {
  if (/^\d+$/.test(wanted)) return Number(wanted);
  if (!labels) throw new FaccentError(`the model has no labels: give the class "${wanted}" by its index`);
  const target = simple(wanted);
  const exact = labels.findIndex((l) => simple(l) === target);
  if (exact >= 0) return exact;
  // a label may list synonyms: "pirate, pirate ship"
  const partial = labels.flatMap((l, i) => (l.split(',').some((part) => simple(part) === target) ? [i] : []));
  const containing = labels.flatMap((l, i) => (simple(l).includes(target) ? [i] : []));
  const candidates = partial.length ? partial : containing;
  if (candidates.length === 1) return candidates[0]!;
  const names = candidates.slice(0, 5).map((i) => `${i} "${labels[i]}"`);
  if (candidates.length)
    throw new FaccentError(`several classes match "${wanted}": ${names.join(', ')}; give the index`);
  throw new FaccentError(`the model has no class "${wanted}"`, { help: 'classes' });
}
