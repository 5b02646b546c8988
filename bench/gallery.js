// Makes the manual's galleries: each parameterization, transform and objective at work on a shipped photograph, with the
// shipped network.
//
//   npm run build && node bench/gallery.js [SHEET]...
//
// The sheets are parameterizations, transforms, objectives, regularization, optimizers, concepts and runs; by default all
// of them.
// Writes docs/pictures/gallery-SHEET.jpg. On two cores all seven take about twelve minutes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import * as f from 'faccent';
import { Builder, finish, writeModel } from 'onnx-grad';
import { readPhoto } from '../packages/cli/dist/files/photo.js';
import { grid } from '../packages/cli/dist/outputs/grid.js';
import { Random } from '../packages/faccent/dist/random.js';
import { trainSparseAutoencoder } from './sparse-autoencoder.js';

const CANVAS = [192, 192];
const STEPS = 40;
const CROPS = 8;
const MOST_BYTES = 250_000;

/** Of the sparse autoencoder. */
const LATENTS = 128;

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'packages/faccent/network');
const { labels, ...description } = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8'));
const names = readFileSync(path.join(folder, labels), 'utf8').trim().split('\n');
const model = f.Model.read(readFileSync(path.join(folder, 'model.onnx')), description);
const photoOf = async (name) =>
  (await readPhoto(path.join(root, `examples/photos/${name}.jpg`), CANVAS)).image;
const [allium, boats] = await Promise.all(['allium-oreophilum', 'nagasaki-boats'].map(photoOf));
const classOf = (label) => f.channel({ layer: 'logits', unit: names.indexOf(label) });
const sunflower = classOf('sunflower');

const png = ({ size: [height, width], ...image }) =>
  sharp(f.imageToBytes({ size: [height, width], ...image }), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();

const cell = async (label, image) => ({ label, picture: await png(image) });

/** A cell for each image that an objective makes of a photograph, or of one for each image of a batch. */
async function accentuated(label, photo, objective, options = {}) {
  const settings = { steps: STEPS, transform: f.box({ views: CROPS }), ...options };
  const { images, activation } = await f.accentuate(model, photo, objective, settings);
  console.log(`${label}: ${activation.before.toPrecision(3)} → ${activation.after.toPrecision(3)}`);
  return Promise.all(
    images.map((image, i) =>
      cell(images.length > 1 ? `${label}, ${i + 1} of ${images.length}` : label, image),
    ),
  );
}

async function visualized(label, objective, options = {}) {
  const settings = { steps: STEPS, transform: f.box({ views: CROPS }), ...options };
  const { images, activation } = await f.visualize(model, objective, CANVAS, settings);
  console.log(`${label}: ${activation.before.toPrecision(3)} → ${activation.after.toPrecision(3)}`);
  return Promise.all(
    images.map((image, i) =>
      cell(images.length > 1 ? `${label}, ${i + 1} of ${images.length}` : label, image),
    ),
  );
}

/** Four views of a photograph under a transform: two at the start of a run, two at its end. */
async function viewsOf(label, photo, transform) {
  const view = model.description.size;
  const shape = { canvas: photo.size, view };
  const builder = new Builder();
  const image = builder.input('image', 'float32', [1, 3, ...photo.size]);
  const inputs = transform.inputs(shape);
  const drawn = Object.entries(inputs).map(([name, { type, dims }]) => [
    name,
    builder.input(name, type, dims),
  ]);
  builder.output(transform.apply(Object.fromEntries(drawn), shape)(image), 'views');
  const session = await ort.InferenceSession.create(writeModel(finish(builder)), { logSeverityLevel: 3 });
  const random = new Random(1);
  const fixed = transform.prepare(random, shape);
  const frames = [];
  for (const step of [0, STEPS - 1]) {
    const draws = { ...fixed, ...transform.draw(random, shape, { step, steps: STEPS }) };
    const feeds = Object.entries(draws).map(([name, data]) => {
      const { type, dims } = inputs[name];
      return [name, new ort.Tensor(type, data, dims)];
    });
    feeds.push(['image', new ort.Tensor('float32', photo.data, [1, 3, ...photo.size])]);
    const { views } = await session.run(Object.fromEntries(feeds));
    const length = 3 * view[0] * view[1];
    for (const i of [0, 1]) {
      const at = (i % views.dims[0]) * length;
      frames.push(await png({ size: view, data: views.data.slice(at, at + length) }));
    }
  }
  await session.release();
  const [height, width] = CANVAS;
  const side = width / 2 - 2;
  const small = await Promise.all(frames.map((frame) => sharp(frame).resize(side, side).toBuffer()));
  const place = (i) => ({ left: (i % 2) * (side + 4), top: Math.floor(i / 2) * (side + 4) });
  const picture = await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(small.map((input, i) => ({ input, ...place(i) })))
    .png()
    .toBuffer();
  return [{ label, picture }];
}

async function parameterizations() {
  const on = (name, options) => accentuated(name, allium, sunflower, options);
  const sgd = { optimizer: f.sgd(), learningRate: 0.5 };
  const two = interpolated();
  const near = f.centreBox({ views: CROPS, fraction: [0.05, 0.5], deviation: 0.1 });
  const phase = { parameterization: f.fourierPhase(), transform: near, steps: 100 };
  return [
    [await cell('photograph', allium)],
    await on('fourier (the default)', {}),
    await on('fourier, decorrelate: false', { parameterization: f.fourier({ decorrelate: false }) }),
    await on('fourier, desaturation: 15', { parameterization: f.fourier({ desaturation: 15 }) }),
    await on('fourierPhase', { parameterization: f.fourierPhase() }),
    await on('preconditionedFourier', { parameterization: f.preconditionedFourier(), ...sgd }),
    await on('pixel (rate 0.5)', { parameterization: f.pixel(), learningRate: 0.5 }),
    await on('laplacian', { parameterization: f.laplacian() }),
    await visualized('cppn (from noise)', sunflower, { parameterization: f.cppn(), steps: 150 }),
    await visualized('fourierPhase (from noise)', sunflower, phase),
    await visualized('fourierPhase, standardize: false', sunflower, {
      ...phase,
      parameterization: f.fourierPhase({ standardize: false }),
    }),
    await accentuated('batch', allium, two, { parameterization: f.batch(f.fourier(), 2) }),
    await accentuated('sharedLowResolution', allium, two, {
      parameterization: f.sharedLowResolution(f.fourier(), 2),
    }),
  ];
}

async function transforms() {
  const views = { views: CROPS };
  const all = {
    whole: f.whole(),
    box: f.box(views),
    centreBox: f.centreBox(views),
    zoomBox: f.zoomBox(views),
    jitterStack: f.jitterStack(views),
    'compose: pad, jitter': f.compose([f.pad(12), f.jitter(24)], views),
    'pad (reflect), jitter': f.compose([f.pad(32, { mode: 'reflect' }), f.jitter(64)], views),
    randomScale: f.compose([f.randomScale([0.7, 1, 1.3])], views),
    randomRotate: f.compose([f.randomRotate([-30, -15, 15, 30])], views),
    colourNoise: f.compose([f.colourNoise(0.15)], views),
    pixelNoise: f.compose([f.pixelNoise({ normal: 0.1 })], views),
  };
  const cells = [];
  for (const [name, transform] of Object.entries(all)) {
    cells.push(await viewsOf(`${name}: views`, allium, transform));
    cells.push(await accentuated(name, allium, sunflower, { transform }));
  }
  return cells;
}

async function objectives() {
  const layer = 'mixed4c';
  const unit = 12;
  const target = (await f.activations(model, boats, layer)).data;
  const [, channels, height, width] = (await f.activations(model, boats, layer)).dims;
  const plane = height * width;
  const means = Float32Array.from({ length: channels }, (_, c) =>
    target.subarray(c * plane, (c + 1) * plane).reduce((sum, v) => sum + v / plane, 0),
  );
  const two = { parameterization: f.batch(f.fourier(), 2) };
  const pair = [allium, boats];
  const on = (name, objective, options) => accentuated(name, allium, objective, options);
  // hidden layers push less than classes do: hold less
  const held = { strength: 0.2 };
  const compared = (name, objective) => accentuated(name, pair, objective, { ...two, ...held });
  // a map of positions wants views that show nearly everything
  const nearlyWhole = { transform: f.centreBox({ views: CROPS, fraction: [0.9, 0.99], deviation: 0.02 }) };
  const left = { y: 0, x: 0, height, width: Math.floor(width / 2) };
  return [
    [await cell('photograph', allium)],
    [await cell('target', boats)],
    await on('channel (a class)', sunflower),
    await on(`channel ${layer}:${unit}`, f.channel({ layer, unit }), held),
    await on('neuron (the middle)', f.neuron({ layer, unit }), held),
    await on('direction (to the target)', f.direction({ layer, unit: means })),
    await on('cosim (to the target)', f.cosim({ layer, unit: means, power: 2 })),
    await on('weightedChannel', f.weightedChannel({ layer, weights: means }), held),
    await on('weightedNeuron', f.weightedNeuron({ layer, weights: means }), held),
    await on('weightedGroup (left half)', f.weightedGroup({ layer, weights: means, box: left }), held),
    await on('spatial (target)', f.spatial({ layer, target }), nearlyWhole),
    await on('spatialCosine (target)', f.spatialCosine({ layer, target }), nearlyWhole),
    await on('add', f.add(sunflower, classOf('crab'))),
    await on('subtract', f.subtract(sunflower, classOf('joshua tree'))),
    await on('multiply', f.multiply(sunflower, f.channel({ layer, unit }))),
    await on('divide', f.divide(sunflower, 4)),
    await on('negate', f.negate(classOf('sunflower'))),
    await on('inputBlur (subtracted)', f.subtract(sunflower, f.multiply(0.01, f.inputBlur()))),
    await compared('−compareL1', f.negate(f.compareL1({ layer }))),
    await compared('−compareL2', f.negate(f.compareL2({ layer }))),
    await compared('−compareCosine', f.negate(f.compareCosine({ layer }))),
    await compared('compareDotCosine', f.compareDotCosine({ layer })),
    await compared('comparePearson', f.comparePearson({ layer })),
    await on('−diversity', f.subtract(sunflower, f.multiply(10, f.diversity({ layer }))), two),
    await on('interpolation', interpolated(), { ...two, ...held }),
    await on('with alignment', f.add(interpolated(), f.multiply(10, f.alignment({ layer }))), {
      ...two,
      ...held,
    }),
  ];
}

async function regularization() {
  const on = (name, options) => accentuated(name, allium, sunflower, options);
  const [height, width] = CANVAS;
  const mask = Float32Array.from({ length: height * width }, (_, i) => Number(i % width < width / 2));
  const layers = [{ layer: 'mixed3a' }, { layer: 'conv2', power: 1, weight: 0.5 }];
  return [
    [await cell('photograph', allium)],
    await on('regularize: null', { regularize: null }),
    await on('strength: 0.2', { strength: 0.2 }),
    await on('strength: 1 (the default)', {}),
    await on('strength: 3', { strength: 3 }),
    await on('two layers, L2 and L1', { regularize: layers, strength: 0.2 }),
    await on('ball: 5', { ball: 5, learningRate: 1000, regularize: null }),
    await on('mask: the left half', { mask, strength: 0.2 }),
  ];
}

async function optimizers() {
  const on = (name, options) => accentuated(name, allium, sunflower, { regularize: null, ...options });
  return [
    [await cell('photograph', allium)],
    await on('adam (the default)', {}),
    await on('nadam', { optimizer: f.nadam() }),
    await on('sgd, momentum 0.9', { optimizer: f.sgd({ momentum: 0.9 }), learningRate: 2 }),
    await on('linear', { schedule: f.linear() }),
    await on('cosine', { schedule: f.cosine() }),
    await on('step', { schedule: f.step({ every: 10, factor: 0.5 }) }),
    await on('constant, rate 0.1', { schedule: f.constant(), learningRate: 0.1 }),
  ];
}

/** Directions that no unit has: what one photograph has and another has not, and the parts of a photograph. */
/** A random square of a photograph. */
function squareOf({ size: [height, width], data }, random) {
  const side = Math.round(Math.min(height, width) * random.uniform(0.2, 1));
  const [top, left] = [height - side, width - side].map((room) => random.below(room + 1));
  const square = new Float32Array(3 * side * side);
  for (let row = 0; row < 3 * side; row++) {
    const at = (Math.floor(row / side) * height + top + (row % side)) * width + left;
    square.set(data.subarray(at, at + side), row * side);
  }
  return { size: [side, side], data: square };
}

/** A layer's activations, position by position. */
async function positionsOf(image, layer) {
  const { dims, data } = await f.activations(model, image, layer);
  const plane = dims[2] * dims[3];
  return Array.from({ length: plane }, (_, i) =>
    Array.from({ length: dims[1] }, (_, c) => data[c * plane + i]),
  );
}

/** A sparse autoencoder of a layer, trained on squares of all shipped photographs. */
async function trainedAutoencoder(layer) {
  const random = new Random(0);
  const vectors = [];
  for (const name of ['allium-oreophilum', 'nagasaki-boats', 'airplane-from-above']) {
    const { image } = await readPhoto(path.join(root, `examples/photos/${name}.jpg`), [512, 512]);
    for (let i = 0; i < 24; i++) vectors.push(...(await positionsOf(squareOf(image, random), layer)));
  }
  const trained = trainSparseAutoencoder(vectors, { latents: LATENTS });
  console.log(
    `sparse autoencoder of ${vectors.length} positions: ${trained.active.toFixed(1)} of ${LATENTS} latents explain ${(100 * trained.explained).toFixed(0)} %`,
  );
  return trained;
}

/** The latents that are more active in a photograph than in another, the first by the most. */
async function latentsOf({ encode }, layer, photos) {
  const [more, less] = await Promise.all(
    photos.map(async (photo) => {
      const latents = (await positionsOf(photo, layer)).map(encode);
      return latents[0].map((_, k) => latents.reduce((sum, z) => sum + z[k], 0) / latents.length);
    }),
  );
  const difference = (k) => more[k] - less[k];
  return [...more.keys()].sort((a, b) => difference(b) - difference(a));
}

async function concepts() {
  const layer = 'mixed4c';
  const autoencoder = await trainedAutoencoder(layer);
  const encoder = f.Encoder.read(autoencoder.bytes);
  const [first, second] = await latentsOf(autoencoder, layer, [boats, allium]);
  const vectors = (images) => f.meanActivations(model, images, layer);
  const contrast = f.contrastDirection(await vectors([boats]), await vectors([allium]));
  const { concepts: parts } = await f.craftConcepts(model, [boats], layer, { rank: 4, patchSize: 48 });
  const on = (label, objective) => accentuated(label, allium, objective, { strength: 0.2 });
  return [
    [await cell('photograph', allium)],
    [await cell('the other photograph', boats)],
    await on('contrast, as a channel', f.channel({ layer, unit: contrast })),
    await on('contrast, by its angle', f.direction({ layer, unit: contrast })),
    ...(await inTurn(parts, ({ direction: unit, share }, k) =>
      on(`part ${k}: ${(100 * share).toFixed(0)} %`, f.cosim({ layer, unit, power: 2 })),
    )),
    ...(await inTurn([first, second], (latent) =>
      on(`latent ${latent} of an autoencoder`, f.encoderLatent({ encoder, layer, latent })),
    )),
  ];
}

/** One after the other: a run uses all cores. */
async function inTurn(items, make) {
  const made = [];
  for (const [i, item] of items.entries()) made.push(await make(item, i));
  return made;
}

/** One run, as it goes on. */
async function runs() {
  const cells = [];
  const settings = { steps: 101, snapshots: 20, transform: f.box({ views: CROPS }), strength: 0.2 };
  for await (const { step, image } of f.accentuation(model, allium, sunflower, settings)) {
    if (image) cells.push(await cell(`before step ${step}`, image));
  }
  return cells;
}

const interpolated = () => {
  const end = (label) => ({ layer: 'logits', unit: names.indexOf(label) });
  return f.interpolation({ from: end('sunflower'), to: end('crab') });
};

/** The best quality at which the sheet is small enough to ship. */
async function save(name, cells, columns) {
  const pictures = cells.map((c) => c.picture);
  const sheet = await grid(
    pictures,
    columns,
    cells.map((c) => c.label),
  );
  for (let quality = 88; ; quality -= 4) {
    const bytes = await sharp(sheet).jpeg({ quality, mozjpeg: true }).toBuffer();
    if (bytes.length > MOST_BYTES && quality > 40) continue;
    writeFileSync(path.join(root, `docs/pictures/gallery-${name}.jpg`), bytes);
    return console.log(`gallery-${name}.jpg: ${cells.length} pictures, ${bytes.length} bytes`);
  }
}

const SHEETS = {
  parameterizations: [parameterizations, 6],
  transforms: [transforms, 6],
  objectives: [objectives, 6],
  regularization: [regularization, 4],
  optimizers: [optimizers, 4],
  concepts: [concepts, 5],
  runs: [runs, 6],
};
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SHEETS);
mkdirSync(path.join(root, 'docs/pictures'), { recursive: true });
for (const name of wanted) {
  const [make, columns] = SHEETS[name];
  await save(name, (await make()).flat(), columns);
}
