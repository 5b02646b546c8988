import { distance as editDistance } from 'fastest-levenshtein';
import { FaccentError } from '../errors.js';
import { once } from '../math/once.js';

/** Before a value's own name, where something else has that name. */
export const VALUE = 'value:';

/** One spelling for what frameworks separate with dots or slashes. */
const simple = (name: string): string => name.replaceAll('/', '.').replace(/^\./, '');

/** How far names go: from the first or the last parts of a name to the values that have them, each with a name in full. */
type Parts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Names that a person may give, and the values that they stand for. */
export class LayerNames {
  private readonly byParts: readonly (() => Parts)[];

  /**
   * @param names values' names by all names that they have
   * @param offered what is offered where a name is wrong: the names that people know
   */
  constructor(
    private readonly names: ReadonlyMap<string, string>,
    private readonly offered: readonly string[],
  ) {
    this.byParts = [
      this.index((name) => [name]),
      this.index((name) => cuts(name).map((at) => name.slice(at + 1))),
      this.index((name) => cuts(name).map((at) => name.slice(0, at))),
    ].map(once);
  }

  private index(partsOf: (name: string) => readonly string[]) {
    return (): Parts => {
      const index = new Map<string, Map<string, string>>();
      for (const [name, value] of this.names) {
        for (const part of partsOf(simple(name))) {
          const found = index.get(part) ?? new Map<string, string>();
          index.set(part, found.set(value, name));
        }
      }
      return index;
    };
  }

  /** The values that a name may stand for, each with a name in full: as it is, or as the first or last parts of names. */
  private candidates(wanted: string): ReadonlyMap<string, string> {
    const exact = this.names.get(wanted);
    if (exact !== undefined) return new Map([[exact, wanted]]);
    const own = wanted.startsWith(VALUE) ? wanted.slice(VALUE.length) : undefined;
    if (own !== undefined && this.names.has(own)) return new Map([[own, own]]);
    for (const parts of this.byParts) {
      const found = parts().get(simple(wanted));
      if (found) return found;
    }
    return new Map();
  }

  /** The value that a name stands for, where it is one. */
  find(wanted: string): string | undefined {
    const found = this.candidates(wanted);
    return found.size === 1 ? [...found.keys()][0] : undefined;
  }

  /**
   * The value that a name stands for: a name as it is, or the one value that has it as its first or last parts.
   * @throws FaccentError with the closest names where there is none, or with the candidates where there are several.
   */
  resolve(wanted: string): string {
    const found = this.candidates(wanted);
    if (found.size === 1) return [...found.keys()][0]!;
    if (found.size > 1) {
      const some = [...found.values()].slice(0, 5).map((name) => `"${name}"`);
      throw new FaccentError(
        `"${wanted}" could be ${found.size} layers: ${some.join(', ')}${found.size > 5 ? ', …' : ''}; give more of the name`,
      );
    }
    throw new FaccentError(`the model has no layer "${wanted}"; the closest are ${this.closest(wanted)}`, {
      help: 'layers',
    });
  }

  private closest(wanted: string): string {
    const target = simple(wanted);
    const parts = target.split('.').length;
    const cost = (name: string): number => {
      const whole = simple(name);
      if (whole.includes(target)) return 0;
      const end = whole.split('.').slice(-parts).join('.');
      return Math.min(editDistance(whole, target), editDistance(end, target) + (end === whole ? 0 : 0.5));
    };
    return this.offered
      .map((name) => ({ name, cost: cost(name) }))
      .sort((a, b) => a.cost - b.cost || a.name.length - b.name.length)
      .slice(0, 3)
      .map(({ name }) => `"${name}"`)
      .join(', ');
  }
}

/** A name of more parts is given whole. */
const MOST_PARTS = 64;

/** Where the dots of a name are. */
function cuts(name: string): number[] {
  const dots = [...name.matchAll(/\./g)].map(({ index }) => index);
  return dots.length > MOST_PARTS ? [] : dots;
}
