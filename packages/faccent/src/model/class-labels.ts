/** Labels as they are used: as many as there are classes (two where one score tells them apart), or none. */
export interface FittedLabels {
  readonly labels?: readonly string[];
  /** What was done to the labels that were given, so that they fit: a sentence's part. */
  readonly said?: string;
  /** Why they cannot be used, and what to do. */
  readonly problem?: string;
}

/** What a first label is called that stands for no class. */
const BACKGROUND =
  /^[^\p{L}\p{N}?]*(back ?ground|dummy|none|nothing|void|null|unlabell?ed|unknown|n\/?a|no[ _-]?class|hintergrund|fond|fondo|sfondo|фон|背景|无|無|배경|\?+)[^\p{L}\p{N}?]*$/iu;

/**
 * Compares the number of labels with that of classes. Which class is which is never guessed: one label too many or too few
 * shifts all others.
 * @param labels one a class, empty where a class has none
 * @param count how many classes there are, where that is known
 */
export function fitLabels(labels: readonly string[] | undefined, count: number | undefined): FittedLabels {
  if (!labels?.some((label) => label !== '')) return {};
  const absurd = absurdLabels(labels);
  if (absurd !== undefined) return { problem: absurd };
  const more = labels.length - (count ?? labels.length);
  // one score tells two classes apart
  if (more === 0 || (count === 1 && more === 1 && labels[0] !== '')) return { labels };
  const named = labels.filter((label) => label !== '');
  if (more === 1 && labels[0] === '' && labels.length <= AS_TEXT)
    return { labels: labels.slice(1), said: `the labels' ids count from 1: "${labels[1]}" is class 0` };
  return { problem: problemOf(labels, named, count!) };
}

/** A label is a name or a sentence, and a network tells no more classes apart. */
const [MOST_CHARACTERS, MOST_LABELS] = [1000, 1_000_000];

/** Why labels are none: one is too long, or there are too many. Names are compared in times that grow with both. */
export function absurdLabels(labels: readonly string[]): string | undefined {
  if (labels.length > MOST_LABELS)
    return `there are ${labels.length} labels: no network tells more than ${MOST_LABELS} classes apart`;
  const long = labels.findIndex((label) => label.length > MOST_CHARACTERS);
  if (long < 0) return undefined;
  return `the label of class ${long}, "${labels[long]!.slice(0, 40)}…", has ${labels[long]!.length} characters: give names of no more than ${MOST_CHARACTERS}`;
}

/** From the id 10 on ids that are sorted as text, as folders are, stand in another order than as numbers. */
const AS_TEXT = 10;

/** Why there may be more or fewer labels than classes, and what to do. */
function problemOf(labels: readonly string[], named: readonly string[], count: number): string {
  const last = labels.length - 1;
  if (labels[0] === '' && last === count)
    return (
      `the labels' ids count from 1 to ${last}, and the classes from 0 to ${count - 1}: number them as the network has them, ` +
      `which may be in the order of folders' names: 1, 10, 11, 2`
    );
  if (named.length < labels.length)
    return `the labels' ids go to ${last}, and ${named.length} have a label, for ${count} classes: number them from 0 to ${count - 1}, as the network has them`;
  return `there are ${labels.length} labels for ${count} classes: ${reason(labels, count)}`;
}

/** What may be wrong with labels that all are there. */
function reason(labels: readonly string[], count: number): string {
  const [first, last] = [labels[0]!, labels.at(-1)!];
  if (labels.length === count + 1)
    return BACKGROUND.test(first)
      ? `the first, "${first}", looks like the background, which is no class of this network; take it out`
      : `the first is "${first}" and the last "${last}"; take out what is no class, like a heading or the background`;
  if (labels.length === count - 1)
    return `the network may have one of the background in front, as those of TensorFlow with 1001 classes; if so, put "background" before "${first}"`;
  return `the first is "${first}", the last "${last}"; give one for each, in the network's order`;
}
