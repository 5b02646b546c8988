import { type LoadOptions, type Model, type ModelDescription, loadModel, readLabels } from 'faccent';
import { holderOf } from './run.js';
import type { NetworkInfo, OwnNetwork, Progress } from './protocol.js';

interface Opened {
  readonly model: Model;
  readonly info: NetworkInfo;
}

/** What most networks of colours are trained on: shown as a guess where nothing says it. */
const GUESS: Partial<ModelDescription> = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const GUESSED_SIZE = [224, 224] as const;

/** A network that comes with the page. */
export async function openShipped(name: string, progress: Progress): Promise<Opened> {
  const model = await loadModel(name, {
    onProgress: ({ file, bytes, total }) => progress(file, bytes, total),
  });
  return { model, info: infoOf(model, name, []) };
}

/**
 * A network of a person's own. What nothing says of its input is guessed, and told to be a guess.
 * @throws FaccentError, GraphError that say what is wrong
 */
export async function openOwn({ model: file, labels, stated }: OwnNetwork): Promise<Opened> {
  const given: LoadOptions = {
    ...stated,
    ...(labels && { labels: await readLabels(new Uint8Array(await labels.arrayBuffer()), labels.name) }),
  };
  const { assume, guessed } = guessesFor(stated);
  const model = await loadModel(file, { ...given, assume });
  const isGuess = (what: string): boolean =>
    guessed.includes(what) && model.facts.some((fact) => fact.what === what && /^nothing/.test(fact.from));
  return { model, info: infoOf(model, file.name, guessed.filter(isGuess)) };
}

function guessesFor({ range, mean, size }: Partial<ModelDescription>): {
  assume: Partial<ModelDescription>;
  guessed: string[];
} {
  const pixels = (range ?? mean) ? {} : GUESS;
  return {
    assume: { ...pixels, ...(size ? {} : { size: GUESSED_SIZE }) },
    guessed: [...((range ?? mean) ? [] : ['range']), ...(size ? [] : ['size'])],
  };
}

function infoOf(model: Model, name: string, guessed: readonly string[]): NetworkInfo {
  const { range, scale, mean, std, channelOrder, size } = model.description;
  const scores = model.layers.find(({ value }) => value === model.resolve(model.logits));
  const refused =
    scores && !scores.objective
      ? `the classes are from "${scores.name}" (${scores.operator}), which cannot be differentiated: choose a channel of a layer before it`
      : undefined;
  return {
    ...{ name, guessed, refused },
    sha256: model.origin?.sha256 ?? '',
    logits: model.logits,
    labels: model.classes.labels ?? [],
    firstUnit: model.classes.units?.first ?? 0,
    layers: model.layers,
    holds: holderOf(model),
    facts: model.facts,
    notes: model.notes,
    description: { range, scale, mean, std, channelOrder, size },
  };
}
