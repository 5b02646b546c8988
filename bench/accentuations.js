// Accentuates photograph-class pairs with and without the regularizer and writes docs/accentuations.md.
//
//   node bench/accentuations.js [--squeezenet FOLDER] [--images FOLDER]
//
// The shipped photographs with the shipped network always; with --squeezenet (a folder with model.onnx, model.json and
// labels.txt of SqueezeNet 1.1) and --images (folders of Caltech 101 categories), which are not ours to ship, more.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const { values: given } = parseArgs({
  options: { squeezenet: { type: 'string' }, images: { type: 'string' } },
});

const shipped = (name) => path.join(root, 'examples/photos', `${name}.jpg`);
const natural = (category, index) => {
  const folder = path.join(given.images, category);
  return path.join(folder, readdirSync(folder).sort()[index]);
};

const pairs = [
  ['mini-inception', shipped('nagasaki-boats'), 'ketch'],
  ['mini-inception', shipped('nagasaki-boats'), 'pagoda'],
  ['mini-inception', shipped('allium-oreophilum'), 'sunflower'],
  ['mini-inception', shipped('allium-oreophilum'), 'lotus'],
  ['mini-inception', shipped('airplane-from-above'), 'butterfly'],
  ['mini-inception', shipped('airplane-from-above'), 'airplanes'],
];
if (given.images) {
  pairs.push(
    ['mini-inception', natural('elephant', 0), 'leopards'],
    ['mini-inception', natural('flamingo', 1), 'ibis'],
    ['mini-inception', natural('dalmatian', 0), 'leopards'],
    ['mini-inception', natural('starfish', 0), 'octopus'],
    ['mini-inception', natural('butterfly', 0), 'dragonfly'],
    ['mini-inception', natural('hawksbill', 0), 'crab'],
  );
}
if (given.squeezenet) {
  pairs.push(
    ['squeezenet', shipped('nagasaki-boats'), 724],
    ['squeezenet', shipped('allium-oreophilum'), 84],
    ['squeezenet', shipped('airplane-from-above'), 319],
  );
}
if (given.squeezenet && given.images) {
  pairs.push(
    ['squeezenet', natural('hawksbill', 0), 33],
    ['squeezenet', natural('flamingo', 0), 84],
    ['squeezenet', natural('ketch', 0), 724],
    ['squeezenet', natural('elephant', 0), 292],
    ['squeezenet', natural('sunflower', 0), 323],
  );
}

const SETTINGS = ['--size', '320', '--steps', '60', '--crops', '8'];
// so weak that it does not steer: the distance is measured but not held
const UNREGULARIZED = ['--strength', '1e-9'];

function run(model, photo, unit, extra) {
  const out = mkdtempSync(path.join(tmpdir(), 'faccent-'));
  const folder = model === 'squeezenet' ? given.squeezenet : path.join(root, 'packages/faccent/network');
  const command = [
    path.join(root, 'packages/faccent/bin/faccent.js'),
    'accentuate',
    photo,
    '--class',
    String(unit),
  ];
  execFileSync(process.execPath, [
    ...command,
    '--model',
    folder,
    '--out',
    out,
    '--quiet',
    ...SETTINGS,
    ...extra,
  ]);
  const recipe = JSON.parse(readFileSync(path.join(out, 'recipe.json'), 'utf8'));
  rmSync(out, { recursive: true });
  return recipe;
}

const rows = [];
for (const [model, photo, unit] of pairs) {
  const held = run(model, photo, unit, []);
  const free = run(model, photo, unit, UNREGULARIZED);
  const distance = (recipe) => recipe.results.steps.at(-1).distance;
  const { before, after } = held.results.activation;
  const name = path.relative(root, photo).startsWith('..')
    ? photo.split(path.sep).slice(-2).join('/')
    : path.basename(photo);
  rows.push({
    model,
    name,
    label: held.feature.label ?? unit,
    before,
    after,
    free: free.results.activation.after,
    drift: distance(free) / distance(held),
  });
  const { drift } = rows.at(-1);
  console.log(model, name, unit, before.toFixed(2), '→', after.toFixed(2), `drift ${drift.toFixed(2)}×`);
}

const cells = rows.map((r) =>
  [
    '',
    r.model,
    r.name,
    r.label,
    r.before.toFixed(2),
    r.after.toFixed(2),
    r.free.toFixed(2),
    `${r.drift.toFixed(2)} ×`,
    '',
  ]
    .join(' | ')
    .trim(),
);
const risen = rows.filter((r) => r.after > r.before).length;
const further = rows.filter((r) => r.drift > 1).length;
writeFileSync(
  path.join(root, 'docs/accentuations.md'),
  `# Accentuations of photograph-class pairs

Made by \`node bench/accentuations.js\` with its two optional folders. Canvas 320, 60 steps, 8 views, strength 1, random
seed 0; every run that was made is listed. Logits on the whole, unaugmented picture.
The last column is how much further an unregularized run ends from the photograph at the regularized layer.

In ${risen} of ${rows.length} pairs the target rises; in ${further} of ${rows.length} the unregularized run drifts further.

| network | photograph | target | before | after | after, unregularized | drift without regularizer |
| --- | --- | --- | --- | --- | --- | --- |
${cells.join('\n')}
`,
);
