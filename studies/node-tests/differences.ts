import { type Graph, Tensor, evaluate, prune } from 'onnx-grad';

/** So many elements of an input are compared, spread over it. */
const MOST_ELEMENTS = 24;
const STEP = 1e-6;

/** Feeds moved a little, each element otherwise. */
const aside = (feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, x]) => [
      name,
      Tensor.of(
        x.type,
        x.dims,
        x.numbers.map((v, i) => v + 1e-3 * (1 + Math.abs(v)) * Math.sin(3.1 * i + 0.7)),
      ),
    ]),
  );

/** A slope is that of a jump where it is steep, and the steeper the smaller the step. */
function jumps(slopes: readonly number[], nearer: () => readonly number[]): boolean {
  const steepest = Math.max(...slopes.map(Math.abs));
  return steepest > 1e3 && Math.max(...nearer().map(Math.abs)) > 4 * steepest;
}

/**
 * Compares a graph's outputs `d/NAME` with central differences of its output `loss`. At a kink any slope between those of
 * both sides is right; where the loss is infinite or jumps nothing is compared.
 * @returns what is wrong; undefined where all is right
 */
export function gradientError(
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
  isMoved = false,
): string | undefined {
  const alone = graph.clone();
  alone.outputs.splice(0, alone.outputs.length, 'loss');
  const forward = prune(alone);
  const slopes = evaluate(graph, feeds);
  const loss = (name: string, i: number, step: number): number => {
    const x = feeds[name]!;
    const moved = Float64Array.from(x.numbers);
    moved[i]! += step;
    return evaluate(forward, { ...feeds, [name]: Tensor.of('float64', x.dims, moved) }).loss!.item;
  };
  const here = slopes.loss!.item;
  if (!Number.isFinite(here)) return undefined;
  for (const [name, x] of Object.entries(feeds)) {
    const every = Math.max(1, Math.floor(x.size / MOST_ELEMENTS));
    for (let i = 0; i < x.size; i += every) {
      const step = STEP * Math.max(1, Math.abs(x.numbers[i]!));
      const sides = (by: number): [number, number] => [
        (here - loss(name, i, -by)) / by,
        (loss(name, i, by) - here) / by,
      ];
      const [left, right] = sides(step);
      if (!Number.isFinite(left + right)) continue;
      const own = slopes[`d/${name}`]!.numbers[i]!;
      if (Number.isFinite(own) && jumps([left, right], () => sides(step / 8))) continue;
      const slack = 1e-4 * (1 + Math.max(Math.abs(left), Math.abs(right))) + (1e-9 * Math.abs(here)) / step;
      const isBetween = own >= Math.min(left, right) - slack && own <= Math.max(left, right) + slack;
      if (isBetween) continue;
      // where several kinks meet, the slopes of both sides do not bound it: a little beside them there are none
      if (Math.abs(left - right) > slack && !isMoved && Number.isFinite(own))
        return gradientError(graph, aside(feeds), true);
      return `gradient by ${name} at ${i} is ${own}; differences are ${left} and ${right}`;
    }
  }
  return undefined;
}
