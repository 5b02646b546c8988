import type { Expression } from '../ad/expression.js';
import type { Call, OperatorTable } from './operator.js';

/** Einsum's equation as lists of labels; an ellipsis becomes labels of its own. */
function parse(call: Call, inputs: readonly Expression[]): { operands: string[][]; output: string[] } {
  const equation = call.text('equation', '').replace(/\s+/g, '');
  const [left, right] = equation.split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (terms.length !== inputs.length)
    throw call.error(`has the equation "${equation}" for ${inputs.length} inputs`);
  let ellipsis: string[] = [];
  const operands = terms.map((term, i) => {
    const [before, after] = term.split('...') as [string, string | undefined];
    const missing = inputs[i]!.rank - before.length - (after?.length ?? 0);
    if (missing < 0 || (after === undefined && missing !== 0)) {
      throw call.error(`has the term "${term}" for an input of shape [${inputs[i]!.dims.join(', ')}]`);
    }
    const dots = Array.from({ length: missing }, (_, k) => `.${missing - k}`);
    if (dots.length > ellipsis.length) ellipsis = dots;
    return [...before, ...dots, ...(after ?? '')];
  });
  const output =
    right === undefined
      ? implicitOutput(operands, ellipsis)
      : right.split('...').flatMap((part, i) => [...(i ? ellipsis : []), ...part]);
  return { operands, output };
}

/** Without an arrow: the ellipsis, then the labels that appear once, in alphabetical order. */
function implicitOutput(operands: readonly string[][], ellipsis: readonly string[]): string[] {
  const all = operands.flat().filter((l) => !l.startsWith('.'));
  return [...ellipsis, ...[...new Set(all)].filter((l) => all.filter((m) => m === l).length === 1).sort()];
}

/** A term with each label once: of axes that share one, the elements where they are equal. */
function diagonal(x: Expression, labels: string[]): [Expression, string[]] {
  const second = labels.findIndex((label, i) => labels.indexOf(label) !== i);
  if (second < 0) return [x, labels];
  const first = labels.indexOf(labels[second]!);
  const length = x.dims[first]!;
  // both axes first and as one, of which every length + 1st element is meant
  const rest = labels.map((_, i) => i).filter((i) => i !== first && i !== second);
  const flat = x
    .transpose([first, second, ...rest])
    .reshape([length * length, ...rest.map((i) => x.dims[i]!)]);
  const kept = flat.gather(
    0,
    Array.from({ length }, (_, i) => i * (length + 1)),
  );
  return diagonal(kept, [labels[first]!, ...rest.map((i) => labels[i]!)]);
}

/** Sums a term's labels that nothing else needs. */
function reduceTo(x: Expression, labels: string[], needed: ReadonlySet<string>): [Expression, string[]] {
  const axes = labels.flatMap((l, i) => (needed.has(l) ? [] : [i]));
  return axes.length ? [x.sum(axes), labels.filter((l) => needed.has(l))] : [x, labels];
}

const arrange = (x: Expression, from: readonly string[], to: readonly string[]): Expression =>
  x.transpose(to.map((l) => from.indexOf(l)));

/** The product of two terms as a batched matrix product, summed over the labels that are not needed later. */
function contract(
  [a, la]: [Expression, string[]],
  [b, lb]: [Expression, string[]],
  needed: ReadonlySet<string>,
): [Expression, string[]] {
  const sizes = new Map<string, number>();
  la.forEach((l, i) => sizes.set(l, a.dims[i]!));
  lb.forEach((l, i) => sizes.set(l, Math.max(sizes.get(l) ?? 1, b.dims[i]!)));
  const shared = la.filter((l) => lb.includes(l));
  const batch = shared.filter((l) => needed.has(l));
  const summed = shared.filter((l) => !needed.has(l));
  const rows = la.filter((l) => !lb.includes(l));
  const columns = lb.filter((l) => !la.includes(l));
  const size = (labels: readonly string[]): number => labels.reduce((n, l) => n * sizes.get(l)!, 1);
  const shaped = (x: Expression, from: string[], outer: string[], inner: string[]): Expression =>
    arrange(x, from, [...batch, ...outer, ...inner])
      .expand([...batch, ...outer, ...inner].map((l) => sizes.get(l)!))
      .reshape([...batch.map((l) => sizes.get(l)!), size(outer), size(inner)]);
  const product = shaped(a, la, rows, summed).matmul(shaped(b, lb, summed, columns));
  const labels = [...batch, ...rows, ...columns];
  return [product.reshape(labels.map((l) => sizes.get(l)!)), labels];
}

/** Sums of products over named axes. */
export const einsum: OperatorTable = {
  Einsum: {
    since: 12,
    decompose: (call, given) => {
      const parsed = parse(call, given as readonly Expression[]);
      const terms = given.map((x, i) => diagonal(x!, parsed.operands[i]!));
      const inputs = terms.map(([x]) => x);
      const operands = terms.map(([, labels]) => labels);
      const { output } = parsed;
      const neededAfter = (i: number): Set<string> => new Set([...output, ...operands.slice(i).flat()]);
      let [value, labels] = reduceTo(inputs[0]!, operands[0]!, neededAfter(1));
      for (let i = 1; i < inputs.length; i++) {
        const needed = neededAfter(i + 1);
        const next = reduceTo(inputs[i]!, operands[i]!, new Set([...needed, ...labels]));
        [value, labels] = reduceTo(...contract([value, labels], next, needed), needed);
      }
      return [arrange(value, labels, output)];
    },
  },
};
