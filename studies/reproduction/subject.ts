// What the claims are tried on: a network, its features, and the photographs.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import {
  type Image,
  type Model,
  type Objective,
  type Size,
  channel,
  circuitLayers,
  loadModel,
  objectiveValues,
  parseObjective,
  readPhotograph,
} from 'faccent';
import { photographsIn, shippedPhotograph } from '../common/files.js';
import { mean } from '../common/numbers.js';
import type { Runs } from './runs.js';

/** What every run has in common. */
export interface Settings {
  readonly canvas: number;
  readonly steps: number;
  readonly views: number;
  readonly strength: number;
  readonly randomSeed: number;
}

/** Of every run, unless it is said otherwise. */
export const SETTINGS: Settings = { canvas: 256, steps: 40, views: 8, strength: 1, randomSeed: 0 };

/** Classes that both networks know, and that the folder of labelled photographs has. */
export const TARGETS = ['dalmatian', 'flamingo'] as const;

/** How far along the route from the image to the logits the late layer lies. */
const LATE = 0.7;

/** A network with its features. */
export interface TriedNetwork {
  readonly name: string;
  readonly model: Model;
  /** A class by its label, or a channel as LAYER:UNIT. */
  readonly feature: (target: string) => Objective;
  /** The first of the route, the one that pictures are held close at by default, and a late one. */
  readonly layers: { readonly first: string; readonly held: string; readonly late: string };
  readonly nameOf: (layer: string) => string;
}

/** A network, by default the one that ships. */
export async function openNetwork(given?: string): Promise<TriedNetwork> {
  const model = await loadModel(given);
  const names = new Map(model.layers.map((layer) => [layer.value, layer.name]));
  const feature = (target: string): Objective =>
    target.includes(':')
      ? parseObjective(target)
      : channel({ layer: model.logits, unit: model.classIndex(target) });
  const route = circuitLayers(model, feature(TARGETS[0]), Infinity);
  const held = model.resolve(model.description.regularize!);
  return {
    name: model.description.name ?? path.basename(path.dirname(model.origin!.path!)),
    model,
    feature,
    layers: { first: route[0]!, held, late: route[Math.floor(LATE * (route.length - 1))]! },
    nameOf: (layer) => names.get(layer) ?? layer,
  };
}

/** A photograph of the folder, and what it shows. */
export interface Labelled {
  readonly name: string;
  readonly image: Image;
  readonly category: string;
}

/** A photograph, and the feature that it is accentuated towards. */
export interface Seed {
  readonly name: string;
  readonly image: Image;
  readonly target: string;
  /** Whether it may be shown: it ships. */
  readonly shown?: boolean;
}

/** The photographs. Only the shipped ones may be shown. */
export interface Photographs {
  /** Each with a target that it does not show. */
  readonly pairs: readonly Seed[];
  /** Each with the target that it shows. */
  readonly own: readonly Seed[];
  /** All of the folder. */
  readonly all: readonly Labelled[];
  /** Those of a category. */
  readonly of: (category: string) => readonly Labelled[];
}

const shipped = async (name: string, target: string, size: Size): Promise<Seed> => ({
  name,
  target,
  shown: true,
  image: await readPhotograph(shippedPhotograph(name), { size }),
});

/** All photographs of a category. */
const inCategory = async (folder: string, category: string, size: Size): Promise<Labelled[]> =>
  (await photographsIn(path.join(folder, category), size)).map((photo) => ({ ...photo, category }));

/** Reads the photographs of a folder of categories, and those that ship. */
export async function readPhotographs(folder: string, { canvas }: Settings): Promise<Photographs> {
  const size = [canvas, canvas] as const;
  const categories = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = (await Promise.all(categories.map(({ name }) => inCategory(folder, name, size)))).flat();
  const of = (name: string): Labelled[] => all.filter((photo) => photo.category === name);
  const nth = (name: string, i: number, target: string): Seed => {
    const { image, name: file } = of(name)[i]!;
    return { image, name: `${name}/${file}`, target };
  };
  const [first, second] = TARGETS;
  const pairs = [
    await shipped('nagasaki-boats.jpg', first, size),
    await shipped('allium-oreophilum.jpg', second, size),
    await shipped('airplane-from-above.jpg', first, size),
    nth('ketch', 0, second),
    nth('elephant', 0, first),
    nth('pagoda', 0, second),
    nth('sunflower', 0, first),
    nth('butterfly', 0, second),
  ];
  const own = [0, 1, 2, 3].flatMap((i) => TARGETS.map((target) => nth(target, i, target)));
  return { pairs, own, all, of };
}

/** Of a channel, which has no photographs of its own: those that drive it the most, as many as a class has. */
const STRONGEST = 12;

/** What a feature's value is on natural photographs. */
export interface Scale {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** The mean on photographs of it. */
  readonly ofClass: number;
}

/** The scale for a feature's rise. */
export async function naturalScale(
  { model, feature }: TriedNetwork,
  { all }: Photographs,
  target: string,
): Promise<Scale> {
  const values = await objectiveValues(
    model,
    feature(target),
    all.map(({ image }) => image),
  );
  const middle = mean(values);
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / (values.length - 1));
  const own = values.filter((_, i) => all[i]!.category === target);
  const ofClass = own.length > 0 ? own : [...values].sort((a, b) => b - a).slice(0, STRONGEST);
  return { count: values.length, mean: middle, deviation, ofClass: mean(ofClass) };
}

/** All that a claim is tried on. */
export interface Subject {
  readonly network: TriedNetwork;
  /** A second opinion of the first. */
  readonly second?: TriedNetwork;
  readonly settings: Settings;
  readonly photographs: Photographs;
  readonly runs: Runs;
  /** Scales of the network's features, and of the second one's. */
  readonly scales: (target: string) => Promise<Scale>;
  readonly secondScales: (target: string) => Promise<Scale>;
}
