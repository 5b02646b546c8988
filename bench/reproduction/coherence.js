// Claim 3: accentuations are processed more like natural photographs than visualizations from noise are.
import { attributionVectors, circuitLayers, pearson } from 'faccent';
import { TARGETS } from './subject.js';

/** Images of a group, beside the photographs of the target. */
const IMAGES = 8;

/** At full strength an accentuation of few steps may not drive its class, and then takes no route of it. */
const STRENGTH = 0.2;

/** The first photographs that have the target as their own, and then others that do not show it. */
function seedsOf({ pairs, all }, target) {
  const others = all.filter(({ category }) => !TARGETS.includes(category));
  const step = Math.floor(others.length / IMAGES);
  const spread = others
    .filter((_, i) => i % step === 0)
    .map((photo) => ({ ...photo, name: `${photo.category}/${photo.name}`, target }));
  return [...pairs.filter((photo) => photo.target === target), ...spread].slice(0, IMAGES);
}

/**
 * The groups of a target, the photographs of it first: what was made until it drives the target as much as its
 * photographs do, and what was made for as many steps as any run.
 */
async function groupsOf({ photographs, runs, scales }, target) {
  const seeds = seedsOf(photographs, target);
  const groups = new Map([['photographs of it', photographs.of(target).map(({ image }) => image)]]);
  const add = async (name, list, make) => {
    const images = [];
    for (const item of list) images.push((await make(item)).image);
    groups.set(name, images);
  };
  const { ofClass } = await scales(target);
  const noise = Array.from({ length: IMAGES }, (_, i) => i);
  for (const [ending, cutoff] of [
    ['', ofClass],
    [', not stopped', undefined],
  ]) {
    await add(`accentuations${ending}`, seeds, (photo) =>
      runs.accentuated(photo, { strength: STRENGTH, cutoff }),
    );
    for (const parameterization of ['fourier', 'fourierPhase'])
      await add(`from noise, ${parameterization}${ending}`, noise, (seed) =>
        runs.visualized(target, parameterization, seed, cutoff),
      );
  }
  await add('photographs before', seeds, async (photo) => photo);
  return groups;
}

/** Of each target and group: the values, and layer by layer each image's likeness to each photograph of it. */
export async function measure(subject) {
  const { network, scales } = subject;
  const layers = circuitLayers(network.model, network.feature(TARGETS[0]));
  const targets = [];
  for (const target of TARGETS) {
    const { mean, deviation } = await scales(target);
    const groups = [];
    let natural;
    for (const [name, images] of await groupsOf(subject, target)) {
      const vectors = await attributionVectors(network.model, images, network.feature(target), layers);
      natural ??= vectors;
      groups.push({
        name,
        scores: [...vectors.values].map((v) => (v - mean) / deviation),
        likeness: layers.map((layer) =>
          vectors.layers[layer].map((vector) => natural.layers[layer].map((other) => pearson(other, vector))),
        ),
      });
    }
    targets.push({ target, groups });
  }
  return { network: network.name, strength: STRENGTH, layers: layers.map(network.nameOf), targets };
}

/** Accentuations of photographs that may be shown, and visualizations, of the same targets; a row of each ending. */
export async function pictures({ photographs, runs, scales }) {
  const cells = [];
  const shown = photographs.pairs.filter((photo) => photo.shown).slice(0, 2);
  for (const stopped of [true, false])
    for (const photo of shown) {
      const cutoff = stopped ? (await scales(photo.target)).ofClass : undefined;
      const add = (label, { image }) =>
        cells.push({ label: stopped ? label : `${label}, not stopped`, image });
      add(`“${photo.target}”`, await runs.accentuated(photo, { strength: STRENGTH, cutoff }));
      for (const parameterization of ['fourier', 'fourierPhase'])
        add(`noise, ${parameterization}`, await runs.visualized(photo.target, parameterization, 0, cutoff));
    }
  return { cells, columns: 6 };
}
