import { distance as editDistance } from 'fastest-levenshtein';
import { FaccentError } from '../errors.js';

/** A spelling that takes away in what two texts may differ and still be one name. */
type Spelling = (text: string) => string;

/** As Unicode composes it: macOS writes an accent after its letter, others one letter that has it. */
const composed: Spelling = (text) => text.normalize('NFC').trim();

/** Without case. Upper case first: it makes one of ß and ss, of Greek's two sigmas, of i with and without its dot. */
const folded: Spelling = (text) => composed(text).toUpperCase().toLowerCase().normalize('NFC');

/** With one space for what separates words, and without what is not seen: joiners, variants of emoji. */
const spaced: Spelling = (text) =>
  folded(text.normalize('NFKC').replace(/[\p{Cf}\p{Variation_Selector}]/gu, ''))
    .replace(/[\p{Z}\p{Pd}\p{Pc}\s.,/\\'’]+/gu, ' ')
    .trim();

/** Without accents, where letters are the same without them: not where marks are vowels, nor of й, which is no и. */
const plain: Spelling = (text) =>
  spaced(text)
    .normalize('NFD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{Script=Inherited}+/gu, '$1')
    .replace(/е\u0308/gu, 'е')
    .normalize('NFC');

/** Words alone: letters of any script, their marks, and digits. */
const words: Spelling = (text) =>
  plain(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

/** From what is exact to what may be meant: the first that finds a class decides. */
const CLOSE: readonly Spelling[] = [(text) => text, composed, folded, spaced];
const LOOSE: readonly Spelling[] = [plain, words];

/** A label may list synonyms: "pirate, pirate ship". */
const synonyms = (label: string): string[] => {
  const parts = label.split(/[,;、，；]/).map((part) => part.trim());
  return parts.length > 1 ? parts : [];
};

type PartsOf = (label: string) => readonly string[];

const WHOLE: PartsOf = (label) => [label];

/** Classes by what a spelling makes of their labels; empty labels are of none. */
type Spelt = ReadonlyMap<string, readonly number[]>;

/** The same labels are looked through for every class that is named. */
const spelt = new WeakMap<readonly string[], Map<PartsOf, Map<Spelling, Spelt>>>();

function classesBy(labels: readonly string[], partsOf: PartsOf, spell: Spelling): Spelt {
  const known = spelt.get(labels) ?? new Map<PartsOf, Map<Spelling, Spelt>>();
  const before = known.get(partsOf) ?? new Map<Spelling, Spelt>();
  const found = before.get(spell) ?? spellAll(labels, partsOf, spell);
  spelt.set(labels, known.set(partsOf, before.set(spell, found)));
  return found;
}

function spellAll(labels: readonly string[], partsOf: PartsOf, spell: Spelling): Spelt {
  const found = new Map<string, number[]>();
  labels.forEach((label, i) => {
    if (label === '') return;
    for (const part of new Set(partsOf(label).map(spell))) {
      const classes = found.get(part);
      if (classes) classes.push(i);
      else found.set(part, [i]);
    }
  });
  return found;
}

/** The classes that a name may stand for, all equally well. */
function candidates(labels: readonly string[], wanted: string): readonly number[] {
  for (const spellings of [CLOSE, LOOSE]) {
    for (const partsOf of [WHOLE, synonyms]) {
      for (const spell of spellings) {
        const target = spell(wanted);
        const found = target === '' ? undefined : classesBy(labels, partsOf, spell).get(target);
        if (found) return found;
      }
    }
  }
  // whole words only: "cat" is no caterpillar
  const target = words(wanted);
  if (target === '') return [];
  return [...classesBy(labels, WHOLE, words)]
    .flatMap(([text, classes]) => (` ${text} `.includes(` ${target} `) ? classes : []))
    .sort((a, b) => a - b);
}

/** Characters of a name, and of a label in an error. */
const [LONGEST, SHOWN] = [1000, 100];

const quoted = (label: string): string => `"${label.length > SHOWN ? `${label.slice(0, SHOWN)}…` : label}"`;

const listed = (labels: readonly string[], classes: readonly number[], most = 5): string =>
  classes
    .slice(0, most)
    .map((i) => `${i} ${quoted(labels[i]!)}`)
    .concat(classes.length > most ? '…' : [])
    .join(', ');

/** @param target a name as it is spaced */
const contains = (label: string, target: string): boolean => target !== '' && spaced(label).includes(target);

/** How much of two texts is spelt otherwise. That half of it is takes no reading where they are of other lengths. */
function unlike(a: string, b: string): number {
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  return 2 * short < long ? 1 : editDistance(a, b) / long;
}

/** So many classes are listed where nothing is like a name. */
const FEW = 10;

/** What may have been meant by a name that no class has: those that contain it, then those that are spelt much like it. */
function closest(labels: readonly string[], wanted: string): number[] {
  const target = spaced(wanted);
  const cost = (label: string): number => {
    if (contains(label, target)) return 0;
    const parts = [label, ...synonyms(label)].map(spaced);
    return parts.reduce((least, part) => Math.min(least, unlike(part, target)), 1);
  };
  return labels
    .map((label, i) => ({ i, cost: label === '' ? 1 : cost(label) }))
    .filter((c) => c.cost <= 0.5)
    .sort((a, b) => a.cost - b.cost)
    .map(({ i }) => i);
}

/** A class by its index, where nothing else may be meant. */
function byIndex(labels: readonly string[] | undefined, wanted: string, count: number | undefined): number {
  const [, stated, digits] = /^(index:)?(\d+)$/.exec(wanted)!;
  const index = Number(digits);
  const named = stated ? [] : candidates(labels ?? [], digits!).filter((i) => words(labels![i]!) === digits);
  const exists = count === undefined || index < count;
  if (!exists && named.length === 1) return named[0]!;
  if (named.length && !(named.length === 1 && named[0] === index)) {
    const own =
      exists && !named.includes(index)
        ? `, and the index of ${labels![index] ? `"${labels![index]}"` : 'another'}`
        : '';
    const ways = [...new Set([...named, ...(exists ? [index] : [])])].map((i) => `index:${i}`);
    throw new FaccentError(
      `"${wanted}" is the label of class ${named.join(' and of class ')}${own}: give ${ways.join(' or ')}`,
    );
  }
  if (!exists)
    throw new FaccentError(`the model has ${classesOf(count)}; there is no class ${index}`, {
      help: 'classes',
    });
  return index;
}

/** Whether a class is given by its index. */
export const isIndex = (wanted: string): boolean => /^(index:)?\d+$/.test(wanted);

const classesOf = (count: number): string => (count === 1 ? 'one class, 0' : `classes 0 to ${count - 1}`);

/**
 * The index of the class that a name or an index stands for. A name is looked for as it is written; then without regard to
 * case, to what separates words and to accents, as one of the synonyms of a label, and as words within one. `index:7` is
 * an index, whatever labels are.
 * @param labels one a class, empty where a class has none
 * @param count how many classes there are, where that is known
 * @throws FaccentError where there is none such, with those that are called much like it, or several, with all of them
 * @example classNamed(['tench, Tinca tinca', '孔雀'], '孔雀') // 1
 */
export function classNamed(
  labels: readonly string[] | undefined,
  wanted: string,
  count: number | undefined = labels?.length,
): number {
  if (wanted.length > LONGEST) throw new FaccentError(`no class has a name of ${wanted.length} characters`);
  // exact text goes before everything, a label "index:7" included
  if (isIndex(wanted) && !(wanted.startsWith('index:') && labels?.includes(wanted)))
    return byIndex(labels, wanted, count);
  if (!labels?.some((label) => label !== ''))
    throw new FaccentError(`the model has no labels: give the class "${wanted}" by its index`);
  const found = candidates(labels, wanted);
  if (found.length === 1) return found[0]!;
  const near = closest(labels, wanted);
  const holding = near.filter((i) => contains(labels[i]!, spaced(wanted)));
  // one that has it within a word may be another thing; of several who asks says which
  const several = found.length ? found : holding.length > 1 ? holding : [];
  if (several.length)
    throw new FaccentError(`several classes match "${wanted}": ${listed(labels, several)}; give the index`);
  const offer = near.length
    ? `; the closest: ${listed(labels, near, 3)}`
    : labels.length <= FEW
      ? `; it has ${listed(labels, [...labels.keys()], FEW)}`
      : '';
  throw new FaccentError(`the model has no class "${wanted}"${offer}`, { help: 'classes' });
}
