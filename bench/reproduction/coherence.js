// Claim 3: accentuations are processed more like natural photographs than visualizations from noise are.
import { attributionVectors, circuitLayers, pearson } from 'faccent';
import { TARGETS } from './subject.js';

const VISUALIZATIONS = 3;

/** At full strength an accentuation of few steps hardly drives its class, and then takes no route of it. */
const STRENGTH = 0.2;

/** The groups of a target, the photographs of it first. */
async function groupsOf({ photographs, runs }, target) {
  const seeds = photographs.pairs.filter((photo) => photo.target === target);
  const groups = new Map([['photographs of it', photographs.of(target).map(({ image }) => image)]]);
  const add = async (name, list, make) => {
    const images = [];
    for (const item of list) images.push((await make(item)).image);
    groups.set(name, images);
  };
  await add('accentuations', seeds, (photo) => runs.accentuated(photo, { strength: STRENGTH }));
  const noise = Array.from({ length: VISUALIZATIONS }, (_, i) => i);
  for (const parameterization of ['fourier', 'fourierPhase'])
    await add(`from noise, ${parameterization}`, noise, (seed) =>
      runs.visualized(target, parameterization, seed),
    );
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

/** Accentuations of photographs that may be shown, and visualizations, of the same targets. */
export async function pictures({ photographs, runs }) {
  const shown = [];
  for (const photo of photographs.pairs.filter(({ shown }) => shown).slice(0, 2)) {
    const { image } = await runs.accentuated(photo, { strength: STRENGTH });
    shown.push({ label: `“${photo.target}” in a photograph`, image });
    for (const parameterization of ['fourier', 'fourierPhase'])
      shown.push({
        label: `from noise, ${parameterization}`,
        image: (await runs.visualized(photo.target, parameterization, 0)).image,
      });
  }
  return { cells: shown, columns: 6 };
}
