import path from 'node:path';
import { FaccentError, type Model, featuresMatching } from 'faccent';
import { mapOf } from '../../../atlas/map/map.js';
import { BACKGROUND, colourFrom } from '../../../image/background.js';
import { formatJson } from '../../../formats/finite.js';
import { photographsBelow } from '../../exemplars/photographs.js';
import { plainName } from '../../files/folder.js';
import { ASCENT, optionsFrom } from '../../flags/run-options.js';
import { isQuiet } from '../../jobs/job.js';
import { loadModel } from '../../models/load.js';
import pc, { nameLine } from '../../print/colours.js';
import { printFacts } from '../../print/model.js';
import { note } from '../../print/note.js';
import { inOneGo } from '../../signals/in-one-go.js';
import { type Added, checkAddable } from '../add.js';
import { type MapFile, readMap } from './file.js';
import { cellRequests } from './jobs.js';
import { boxesOf, writeLevels } from './levels.js';
import { type MapFlags, USUAL } from './usual.js';
import { type Sampled, photographsHash, sample } from './measure.js';

/** Points that take more than some seconds to lay out. */
const MANY = 2000;

/** A map that was made, and what became of the plan. */
interface Made {
  readonly map: MapFile;
  readonly added: Added;
  readonly leftOut: Sampled['leftOut'];
}

/** `faccent atlas map`. */
export async function map(folder: string, flags: MapFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const made = await make(folder, flags, quiet);
  const { added, leftOut } = made;
  const { name, layer, points, levels } = made.map;
  const [first] = leftOut;
  if (first)
    note(
      `${leftOut.length} of the photographs ${leftOut.length === 1 ? 'is' : 'are'} left out: "${first[0]}"${leftOut.length > 1 ? ' and others' : ''}: ${first[1]}`,
    );
  if (flags.json) {
    const told = levels.map(({ side, cells }) => ({ side, cells: cells.length }));
    const out = leftOut.map(([file]) => file);
    console.log(formatJson('the map', { name, layer, points, levels: told, leftOut: out, ...added }));
  } else if (!flags.quiet) print(flags.out, made);
}

function print(out: string, { map: { name, points, levels }, added }: Made): void {
  const grids = levels.map(({ side, cells }) => `${cells.length} cells of ${side} × ${side}`);
  console.log(`${pc.bold(name)}: ${points.toLocaleString('en')} points, ${grids.join(', ')}`);
  console.log(
    `${nameLine(out)}: ${added.added} ${added.known ? 'more ' : ''}jobs${added.known ? `, ${added.known} were there` : ''}; ${added.jobs} in all`,
  );
  console.log(`${pc.cyan(`faccent atlas work ${nameLine(out)}`)} makes the pictures`);
}

async function make(folder: string, flags: MapFlags, quiet: boolean): Promise<Made> {
  const { layer, out, positions = 1, threads = 1, randomSeed = 0, size = [USUAL.side, USUAL.side] } = flags;
  const { grid = USUAL.grid, least = USUAL.least, name = plainName(layer) } = flags;
  const options = await optionsFrom({ ...flags, threads }, ['parameterization', ...ASCENT], {
    ...{ views: USUAL.views, steps: USUAL.steps, noise: true },
  });
  const names = await photographsBelow(folder);
  const { model } = await loadModel(flags.model, { ...flags, quiet });
  if (!quiet) printFacts(model.facts);
  const requests = await cellRequests(model, layer, channelsOf(model, layer), { options, size });
  await checkAddable(out, requests.any);
  const there = await readMap(out, name);
  const background = colourFrom(flags.background ?? BACKGROUND);
  const seed = Number(randomSeed);
  const of = { network: model.origin!.sha256, positions, background, randomSeed: seed, least };
  const sampling = {
    ...{ model, layer, positions, randomSeed: seed, background },
    ...{ device: options.device ?? 'cpu', threads },
  };
  let made: Made | undefined;
  await inOneGo(undefined, 'the map', async (_, interrupt) => {
    if (there) checkSame(out, there, layer, { ...of, photographs: await photographsHash(folder, names) });
    const sampled = await sample(path.resolve(folder), names, sampling, { quiet, interrupt });
    const { points, about, photographs, leftOut } = sampled;
    const sides = [...new Set(grid)].sort((a, b) => a - b);
    // of many it takes a while, in which nothing is seen
    if (!quiet && about.length > MANY)
      console.error(`laying out ${about.length.toLocaleString('en')} points`);
    const levels = await mapOf(points, about, { sides, least, randomSeed: seed });
    if (levels.every(({ cells }) => cells.length === 0))
      throw new FaccentError(
        `no cell holds ${least} of the ${about.length} points: take more photographs or --positions, or a lower --least or --grid`,
      );
    const boxOf = await boxesOf(sampling);
    made = {
      ...(await writeLevels(out, levels, {
        ...{ name, layer, there, about, requests, boxOf },
        of: { ...of, photographs },
        canvas: [...model.description.size],
      })),
      leftOut,
    };
  });
  return made!;
}

/** How many channels a layer has. @throws FaccentError where it has none, or several layers are named */
function channelsOf(model: Model, layer: string): number {
  const [found, ...more] = featuresMatching(model, [layer]);
  if (more.length) throw new FaccentError(`"${layer}" is ${more.length + 1} layers, and a map is of one`);
  if (model.find(layer) === undefined)
    throw new FaccentError(`a map is of all channels of a layer: name it alone, "${found!.layer}"`);
  return found!.units.length;
}

/** @throws FaccentError where a map is of other points than one of its name that is there */
function checkSame(out: string, there: MapFile, layer: string, of: MapFile['of']): void {
  const differing = (Object.keys(of) as (keyof typeof of)[]).find((key) => there.of[key] !== of[key]);
  if (there.layer === layer && differing === undefined) return;
  const what = {
    network: 'another network',
    photographs: 'other photographs',
    positions: `${there.of.positions} positions of each photograph`,
    background: `photographs on ${there.of.background}`,
    randomSeed: `the random seed ${there.of.randomSeed}`,
    least: `cells of ${there.of.least} points or more`,
  };
  const other = there.layer === layer ? what[differing!] : `the layer "${there.layer}"`;
  throw new FaccentError(
    `the plan in "${out}" has a map "${there.name}" of ${other}: give this one another --name`,
  );
}
