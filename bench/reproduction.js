// Tries the paper's claims on the shipped network and on another, and writes docs/reproduction.md.
//
//   npm run build && node bench/reproduction.js --images FOLDER [--model FILE] [--claims 1,5] [--only NETWORK]
//       [--canvas 256] [--steps 40] [--crops 8]
//   node bench/reproduction.js --page
//
// --images holds folders of labelled photographs (Caltech 101's categories; they are only measured, never shown), --model
// another network (ONNX, with its model.json): the second opinion of the first, and tried as the first is. Each claim
// keeps its numbers in docs/reproduction/NETWORK-CLAIM.json and its pictures in docs/pictures/reproduction/; the page is
// made of these, of all claims that were ever run. --page makes only the page.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FaccentError } from 'faccent';
import { writeWhole } from '../packages/cli/dist/files/atomic.js';
import { rounded } from './reproduction/numbers.js';
import { writePage } from './reproduction/page.js';
import { sheet } from './reproduction/pictures.js';
import { runsOf } from './reproduction/runs.js';
import { SETTINGS, naturalScale, openNetwork, readPhotographs, root } from './reproduction/subject.js';

/** By number: the module of the claim. */
const CLAIMS = {
  1: 'targets',
  2: 'distance',
  3: 'coherence',
  4: 'naturalness',
  5: 'opacity',
  6: 'randomization',
  7: 'masks',
};

/** What makes a run cheaper. */
const COSTS = ['canvas', 'steps', 'crops'];

function flagsOf() {
  const { values } = parseArgs({
    options: {
      images: { type: 'string' },
      model: { type: 'string' },
      claims: { type: 'string', default: Object.keys(CLAIMS).join() },
      only: { type: 'string' },
      page: { type: 'boolean', default: false },
      ...Object.fromEntries(COSTS.map((name) => [name, { type: 'string', default: String(SETTINGS[name]) }])),
    },
  });
  const claims = values.claims.split(',').map((number) => {
    if (!Object.hasOwn(CLAIMS, number))
      throw new FaccentError(`there is no claim "${number}"; there are ${Object.keys(CLAIMS).join(', ')}`);
    return CLAIMS[number];
  });
  if (!values.page && values.images === undefined)
    throw new FaccentError('--images names the folder of labelled photographs; --page makes only the page');
  const costs = COSTS.map((name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return [name, value];
    throw new FaccentError(`--${name} is a whole number above 0, not "${values[name]}"`);
  });
  return { ...values, claims, settings: { ...SETTINGS, ...Object.fromEntries(costs) } };
}

/** A function that is computed once for each text. */
function kept(compute) {
  const known = new Map();
  return (text) => known.get(text) ?? known.set(text, compute(text)).get(text);
}

const say = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

async function tryClaims(network, second, photographs, { claims, settings }) {
  const runs = runsOf(network, settings, say);
  const subject = {
    network,
    second,
    settings,
    photographs,
    runs,
    scales: kept((target) => naturalScale(network, photographs, target)),
    secondScales: kept((target) => naturalScale(second, photographs, target)),
  };
  for (const claim of claims) {
    const { measure, pictures } = await import(`./reproduction/${claim}.js`);
    const numbers = { settings, ...(await measure(subject)) };
    const file = `${network.name}-${claim}`;
    if (pictures)
      await writeWhole(
        path.join(root, 'docs/pictures/reproduction', `${file}.jpg`),
        await sheet(await pictures(subject)),
      );
    await writeWhole(
      path.join(root, 'docs/reproduction', `${file}.json`),
      `${JSON.stringify(numbers, rounded)}\n`,
    );
    await runs.release();
    say(`${file} done`);
  }
}

try {
  const flags = flagsOf();
  for (const folder of ['docs/reproduction', 'docs/pictures/reproduction'])
    mkdirSync(path.join(root, folder), { recursive: true });
  if (!flags.page) {
    const networks = [await openNetwork()];
    if (flags.model !== undefined) networks.push(await openNetwork(flags.model));
    const photographs = await readPhotographs(flags.images, flags.settings);
    for (const [i, network] of networks.entries())
      if (flags.only === undefined || flags.only === network.name)
        await tryClaims(network, networks[1 - i], photographs, flags);
  }
  await writePage(Object.values(CLAIMS));
} catch (error) {
  if (!(error instanceof FaccentError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
