/** A class that photographs of a cell speak for. */
export interface CellLabel {
  /** The unit of the layer of scores. */
  readonly unit: number;
  readonly label?: string;
  /** The network's mean probability of it over the cell's points, each by its whole photograph. */
  readonly probability: number;
}

/** Probabilities of a photograph's classes: those that are largest. */
export type Guesses = readonly {
  readonly unit: number;
  readonly label?: string;
  readonly probability: number;
}[];

/**
 * The classes that photographs of a cell are taken for more often than photographs are elsewhere: the mean probability less
 * that over all points, largest first.
 * @param guesses of each point's photograph
 * @param all their mean over all points, as `meanGuess` gives it
 */
export function cellLabels(
  guesses: readonly Guesses[],
  points: readonly number[],
  all: ReadonlyMap<number, CellLabel>,
  count: number,
): CellLabel[] {
  const own = meanGuess(guesses, points);
  const excess = ({ unit, probability }: CellLabel): number => probability - all.get(unit)!.probability;
  return [...own.values()]
    .filter((label) => excess(label) > 0)
    .sort((a, b) => excess(b) - excess(a) || a.unit - b.unit)
    .slice(0, count);
}

/** The mean probability of each class that is among the guesses of some points. */
export function meanGuess(guesses: readonly Guesses[], points: readonly number[]): Map<number, CellLabel> {
  const sums = new Map<number, CellLabel>();
  for (const i of points)
    for (const { unit, label, probability } of guesses[i]!) {
      const before = sums.get(unit)?.probability ?? 0;
      sums.set(unit, { unit, label, probability: before + probability / points.length });
    }
  return sums;
}
