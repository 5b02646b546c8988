import { mutateNpy, mutateSafetensors } from './arrays.js';
import { type Mutator } from './bytes.js';
import { Choices } from './choices.js';
import { mutateUnfinished } from './checkpoints.js';
import { mutateJson } from './json.js';
import { mutateModel } from './onnx.js';
import { mutatePicture } from './pictures.js';
import { type Seed, models, photographs } from './seeds.js';
import { checkpoints } from './seeds-checkpoints.js';
import { npys, tensorFiles } from './seeds-arrays.js';
import { labels, sidecars } from './seeds-labels.js';
import { operators } from './seeds-operators.js';
import { hostileNpys, hostilePictures, hostileTensors, traps } from './seeds-hostile.js';
import { recipes } from './seeds-recipes.js';
import { mutateText } from './text.js';

/** Files of one kind: the healthy ones, and what is done to one. */
interface Kind {
  readonly seeds: () => Seed[];
  readonly mutate: Mutator;
}

export const KINDS: Readonly<Record<string, Kind>> = {
  model: { seeds: models, mutate: mutateModel },
  operator: { seeds: operators, mutate: mutateModel },
  trap: { seeds: traps, mutate: mutateModel },
  'hostile picture': { seeds: hostilePictures, mutate: mutatePicture },
  'hostile npy': { seeds: hostileNpys, mutate: mutateNpy },
  'hostile safetensors': { seeds: hostileTensors, mutate: mutateSafetensors },
  labels: { seeds: labels, mutate: mutateText },
  sidecar: { seeds: sidecars, mutate: mutateText },
  recipe: { seeds: recipes, mutate: mutateJson },
  photograph: { seeds: photographs, mutate: mutatePicture },
  npy: { seeds: npys, mutate: mutateNpy },
  safetensors: { seeds: tensorFiles, mutate: mutateSafetensors },
  checkpoint: { seeds: checkpoints, mutate: mutateUnfinished },
};

/** A file, with what lies beside it. */
export interface Mutant {
  /** Of the healthy file. */
  readonly name: string;
  /** The file itself first. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

const made = new Map<string, Seed[]>();

/** The healthy files of a kind. */
export function seedsOf(kind: string): Seed[] {
  if (!made.has(kind)) made.set(kind, KINDS[kind]!.seeds());
  return made.get(kind)!;
}

/** The mutant of that number: the same every time. @param salt makes others */
export function mutantOf(kind: string, number: number, salt: string): Mutant {
  const choices = new Choices(`${salt}/${kind}:${number}`);
  const seeds = seedsOf(kind);
  const { name, file, files } = choices.of(seeds);
  const other = (): Uint8Array => {
    const another = choices.of(seeds);
    return another.files[another.file]!;
  };
  const changed = KINDS[kind]!.mutate(files[file]!, choices, other);
  return { name, files: { [file]: changed, ...withoutFile(files, file), [file]: changed } };
}

const withoutFile = (files: Seed['files'], file: string): Seed['files'] =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== file));
