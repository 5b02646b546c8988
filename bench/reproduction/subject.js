// What the claims are tried on: a network, its features, and the photographs.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { channel, circuitLayers, objectiveValues } from 'faccent';
import { loadModel } from '../../packages/cli/dist/files/model.js';
import { readPhoto } from '../../packages/cli/dist/files/photo.js';
import { readFolder } from '../../packages/cli/dist/files/photos.js';
import { featureText } from '../../packages/cli/dist/options.js';

export const root = path.resolve(import.meta.dirname, '../..');

/** Of every run, unless it is said otherwise. */
export const SETTINGS = { canvas: 256, steps: 40, crops: 8, strength: 1, randomSeed: 0 };

/** Classes that both networks know, and that the folder of labelled photographs has. */
export const TARGETS = ['dalmatian', 'flamingo'];

/** How far along the route from the image to the logits the late layer lies. */
const LATE = 0.7;

/** A network with its features, and three layers: the first, the one that is held by default, and a late one. */
export async function openNetwork(given) {
  const { model, path: file, description } = await loadModel(given, { quiet: true });
  const names = new Map(model.layers.map((layer) => [layer.value, layer.name]));
  // a class by its label, or a channel as LAYER:UNIT
  const feature = (target) =>
    channel(
      target.includes(':') ? featureText(target) : { layer: model.logits, unit: model.classIndex(target) },
    );
  const route = circuitLayers(model, feature(TARGETS[0]), Infinity);
  const held = model.resolve(model.description.regularize);
  return {
    name: description.name ?? path.basename(path.dirname(file)),
    model,
    feature,
    layers: { first: route[0], held, late: route[Math.floor(LATE * (route.length - 1))] },
    route,
    nameOf: (layer) => names.get(layer) ?? layer,
  };
}

const shipped = async (name, target, size) => ({
  name,
  target,
  shown: true,
  image: (await readPhoto(path.join(root, 'examples/photos', `${name}.jpg`), size)).image,
});

/** All photographs of a category. */
const category = async (folder, name, size) =>
  (await readFolder(path.join(folder, name), size)).map((photo) => ({ ...photo, category: name }));

/**
 * The photographs: `pairs`, each with a target that it does not show; `own`, with the target that it shows; `natural`,
 * all of the folder; `of`, those of a category. Only the shipped ones may be shown.
 */
export async function readPhotographs(folder, { canvas }) {
  const size = [canvas, canvas];
  const categories = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = (await Promise.all(categories.map(({ name }) => category(folder, name, size)))).flat();
  const of = (name) => all.filter((photo) => photo.category === name);
  const nth = (name, i, target) => {
    const photo = of(name)[i];
    return { ...photo, name: `${name}/${photo.name}`, target };
  };
  const [first, second] = TARGETS;
  const pairs = [
    await shipped('nagasaki-boats', first, size),
    await shipped('allium-oreophilum', second, size),
    await shipped('airplane-from-above', first, size),
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

/** What a feature's value is on natural photographs, and on those of it: the scale for its rise. */
export async function naturalScale({ model, feature }, { all }, target) {
  const values = await objectiveValues(
    model,
    feature(target),
    all.map(({ image }) => image),
  );
  const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const deviation = Math.sqrt(
    values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1),
  );
  const own = values.filter((_, i) => all[i].category === target);
  const ofClass = own.length > 0 ? own : [...values].sort((a, b) => b - a).slice(0, STRONGEST);
  return { count: values.length, mean: mean(values), deviation, ofClass: mean(ofClass) };
}
