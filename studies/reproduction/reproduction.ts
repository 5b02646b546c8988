// Tries the paper's claims on the shipped network and on another, and writes docs/reproduction.md.
//
//   npm run study reproduction -- --images FOLDER [--model FILE] [--claims 1,5] [--only NETWORK]
//       [--canvas 256] [--steps 40] [--views 8]
//   npm run study reproduction -- --page
//
// --images holds folders of labelled photographs (Caltech 101's categories; they are only measured, never shown), --model
// another network (ONNX, with its model.json): the second opinion of the first, and tried as the first is. Each claim
// keeps its numbers in docs/reproduction/NETWORK-CLAIM.json and its pictures in docs/pictures/reproduction/; the page is
// made of these, of all claims that were ever run. --page makes only the page.
import { parseArgs } from 'node:util';
import { FaccentError } from 'faccent';
import { writeProjectFile } from '../common/files.js';
import { CLAIMS, type Claim, NUMBERS, PICTURES } from './claims.js';
import { rounded } from './numbers.js';
import { writeReproduction } from './page.js';
import { sheet } from './pictures.js';
import { runsOf } from './runs.js';
import {
  type Photographs,
  SETTINGS,
  type Settings,
  type Subject,
  type TriedNetwork,
  naturalScale,
  openNetwork,
  readPhotographs,
} from './subject.js';

const text = { type: 'string' } as const;
const { values: given } = parseArgs({
  options: {
    ...{ images: text, model: text, claims: text, only: text },
    ...{ canvas: text, steps: text, views: text, crops: text },
    page: { type: 'boolean', default: false },
  },
});

function claimsOf(numbers: string | undefined): Claim[] {
  if (numbers === undefined) return Object.values(CLAIMS);
  return numbers.split(',').map((number) => {
    const claim = Object.hasOwn(CLAIMS, number) && CLAIMS[Number(number)];
    if (claim) return claim;
    throw new FaccentError(`there is no claim "${number}"; there are ${Object.keys(CLAIMS).join(', ')}`);
  });
}

/** What makes a run cheaper. */
function settingsOf(): Settings {
  if (given.crops !== undefined) console.error('note: --crops is called --views');
  const costs = { canvas: given.canvas, steps: given.steps, views: given.views ?? given.crops };
  const whole = Object.entries(costs).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (/^[1-9]\d*$/.test(value)) return [[name, Number(value)]];
    throw new FaccentError(`--${name} is a whole number above 0, not "${value}"`);
  });
  return { ...SETTINGS, ...(Object.fromEntries(whole) as Partial<Settings>) };
}

/** A function that is computed once for each text. */
function once<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (!known.has(text)) known.set(text, compute(text));
    return known.get(text)!;
  };
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

async function tryClaims(
  network: TriedNetwork,
  second: TriedNetwork | undefined,
  photographs: Photographs,
  settings: Settings,
  claims: readonly Claim[],
): Promise<void> {
  const runs = runsOf(network, settings, say);
  const subject: Subject = {
    network,
    second,
    settings,
    photographs,
    runs,
    scales: once((target) => naturalScale(network, photographs, target)),
    secondScales: once((target) => naturalScale(second!, photographs, target)),
  };
  for (const { name, measure, pictures } of claims) {
    const numbers = { settings, ...(await measure(subject)) };
    const file = `${network.name}-${name}`;
    if (pictures) await writeProjectFile(`${PICTURES}/${file}.jpg`, await sheet(await pictures(subject)));
    await writeProjectFile(`${NUMBERS}/${file}.json`, `${JSON.stringify(numbers, rounded)}\n`);
    await runs.release();
    say(`${file} done`);
  }
}

async function tryAll(images: string, settings: Settings, claims: readonly Claim[]): Promise<void> {
  const networks = [await openNetwork()];
  if (given.model !== undefined) networks.push(await openNetwork(given.model));
  const photographs = await readPhotographs(images, settings);
  for (const [i, network] of networks.entries())
    if (given.only === undefined || given.only === network.name)
      await tryClaims(network, networks[1 - i], photographs, settings, claims);
}

try {
  const [claims, settings] = [claimsOf(given.claims), settingsOf()];
  if (!given.page) {
    if (given.images === undefined)
      throw new FaccentError('--images names the folder of labelled photographs; --page makes only the page');
    await tryAll(given.images, settings, claims);
  }
  await writeReproduction();
} catch (error) {
  if (!(error instanceof FaccentError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
