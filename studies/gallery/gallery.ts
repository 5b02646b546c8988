// Makes the manual's galleries: each parameterization, transform and objective at work on a shipped photograph, with the
// shipped network.
//
//   npm run study gallery -- [SHEET]...
//
// The sheets are parameterizations, transforms, objectives, regularization, optimizers, concepts, runs and limits; by default all
// of them. Writes docs/pictures/gallery-SHEET.jpg. On two cores all eight take about twelve minutes.
import { FaccentError, pictureSheet } from 'faccent';
import sharp from 'sharp';
import { writeProjectFile } from '../common/files.js';
import { jpeg } from '../common/jpeg.js';
import { concepts } from './sheets/concepts.js';
import { limits } from './sheets/limits.js';
import { objectives } from './sheets/objectives.js';
import { optimizers } from './sheets/optimizers.js';
import { parameterizations } from './sheets/parameterizations.js';
import { regularization } from './sheets/regularization.js';
import { runs } from './sheets/runs.js';
import { transforms } from './sheets/transforms.js';
import type { Cell } from './subject.js';

/** Small enough to ship. */
const LIMITS = { best: 88, worst: 40, by: 4, bytes: 250_000 };

/** A sheet's pictures, and how many stand in a row. */
type Sheet = readonly [make: () => Promise<Cell[][]>, columns: number];

const SHEETS: Readonly<Record<string, Sheet>> = {
  parameterizations: [parameterizations, 6],
  transforms: [transforms, 6],
  objectives: [objectives, 6],
  regularization: [regularization, 4],
  optimizers: [optimizers, 4],
  concepts: [concepts, 5],
  runs: [runs, 6],
  limits: [limits, 4],
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SHEETS);
const unknown = names.find((name) => !Object.hasOwn(SHEETS, name));
if (unknown !== undefined)
  throw new FaccentError(`there is no sheet "${unknown}"; there are ${Object.keys(SHEETS).join(', ')}`);
for (const name of names) {
  const [make, columns] = SHEETS[name]!;
  const cells = (await make()).flat();
  const images = cells.map(({ image }) => image);
  const labels = cells.map(({ label }) => label);
  const bytes = await jpeg(sharp(await pictureSheet(images, columns, labels)), LIMITS);
  await writeProjectFile(`docs/pictures/gallery-${name}.jpg`, bytes);
  console.log(`gallery-${name}.jpg: ${cells.length} pictures, ${bytes.length} bytes`);
}
