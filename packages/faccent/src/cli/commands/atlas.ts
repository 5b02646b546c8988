import { type Command, Option } from 'commander';
import { pictureOptions } from 'faccent';
import { type MapFlags, USUAL as MAP } from '../atlas/map/usual.js';
import type { PlanFlags } from '../atlas/plan.js';
import type { SiteFlags } from '../atlas/site/command.js';
import type { StatusFlags } from '../atlas/print-status.js';
import type { WorkFlags } from '../atlas/work.js';
import { choices } from '../flags/choices.js';
import { declaredFlag, sizeFlag, withBackground, withRunFlags } from '../flags/declared.js';
import { grouped, withModel } from '../flags/groups.js';
import {
  gridSides,
  patterns,
  plain,
  port,
  positive,
  positiveWhole,
  shard,
  title,
  upTo,
} from '../flags/parse.js';
import { exemplarsFolder, folder, photographsOrFolders, place } from '../flags/places.js';
import { ASCENT, HOLD } from '../flags/run-options.js';
import { MOST_THREADS } from '../../platform/runtime.js';

/** Workers that an estimate is told for, at most. */
const MOST_WORKERS = 1_000_000;

/** Side of a canvas, and seconds of a lease, unless they are said. */
const [SIDE, LEASE] = [224, 60];

/** Positions of a photograph, or points of a cell: more are a mistake. */
const MOST_POSITIONS = 10_000;

/** In its help. */
export const examples = [
  'faccent atlas plan --layers block6a:0-1 --photos photos/spotted --out plan',
  'faccent atlas map photos --layer block6a --grid 2 --positions 9 --out plan',
  'faccent atlas work plan',
  'faccent atlas status plan',
  'faccent atlas site plan --out site',
];

/** `faccent atlas`: a plan of many runs, workers that do them, how they stand, and a site of what they made. */
export function define(atlas: Command): void {
  definePlan(atlas.command('plan').description('turn layers × features × photographs into a folder of jobs'));
  defineMap(
    atlas
      .command('map')
      .description('add an activation atlas: what a layer has of many photographs, as a map of pictures'),
  );
  atlas
    .command('work')
    .description('do the jobs of a plan, beside any number of other workers')
    .argument('<plan>', 'the folder of a plan', folder)
    .option('--shard <part/parts>', 'only these of its jobs, like 1/4 (without it workers share all)', shard)
    .option(
      '--lease <seconds>',
      `a job whose worker has given no sign of life for so long is taken over (default: ${LEASE})`,
      positive,
    )
    .option('--failed', 'first put back what was given up, to be tried again')
    .option('--json', 'print what was done as JSON')
    .option('--quiet', 'print nothing')
    .action(async (plan: string, { lease = LEASE, ...flags }: Partial<WorkFlags>) =>
      (await import('../atlas/work.js')).work(plan, { ...flags, lease }),
    );
  atlas
    .command('status')
    .description('what of a plan is done, running and failed, how fast, and how long still')
    .argument('<plan>', 'the folder of a plan', folder)
    .option('--json', 'print it as JSON')
    .action(async (plan: string, flags: StatusFlags) =>
      (await import('../atlas/print-status.js')).status(plan, flags),
    );
  defineSite(atlas.command('site').description('write what a plan has come to as a site of static files'));
}

function defineMap(map: Command): void {
  map
    .argument('<folder>', 'photographs, those of subfolders too', folder)
    .requiredOption('--layer <name>', 'the layer whose activations are laid out')
    .option(
      '--grid <sides>',
      `cells along each side, a number for each level of zoom (default: ${MAP.grid.join()})`,
      gridSides,
    )
    .option('--positions <n>', 'positions of each photograph (default: 1)', upTo(MOST_POSITIONS))
    .option('--least <n>', `points that a cell holds at least (default: ${MAP.least})`, upTo(MOST_POSITIONS))
    .option('--name <word>', "what the map is called (default: the layer's name)", plain);
  grouped(map, 'How its pictures are made', (c) =>
    withRunFlags(c, ['parameterization', ...ASCENT], {
      views: `${MAP.views}`,
      steps: `${MAP.steps}`,
    }).addOption(sizeFlag(`${MAP.side}`)),
  );
  withWhere(withBackground(map), 'photographs are looked at, and all workers run').action(
    async (photographs: string, flags: MapFlags) =>
      (await import('../atlas/map/command.js')).map(photographs, flags),
  );
}

function definePlan(plan: Command): void {
  plan
    .requiredOption(
      '--layers <patterns...>',
      'layers and units, like block6a:0-7, "mixed4*" or head:1,5 (all units, where none is said)',
      patterns,
    )
    .option('--photos <files...>', 'photographs, or folders of them', photographsOrFolders)
    .option(
      '--exemplars <folder>',
      'or: of each unit those that drive it most, of what faccent exemplars found',
      exemplarsFolder,
    )
    .option('--top <n>', 'so many of those (default: 4)', positiveWhole)
    .addOption(
      new Option('--from <start>', 'what jobs start from')
        .choices(['photographs', 'noise'])
        .default('photographs'),
    );
  grouped(plan, 'How it climbs', (c) => withRunFlags(c, ['parameterization', ...ASCENT]));
  grouped(plan, 'The picture, and how close it stays', (c) =>
    withRunFlags(
      withBackground(c.addOption(sizeFlag(`${SIDE}`))).addOption(
        declaredFlag('opacityPercentile', pictureOptions.opacityPercentile),
      ),
      HOLD,
    ),
  );
  withWhere(plan, 'all workers run')
    .addOption(
      new Option(
        '--estimate',
        'measure some jobs and say what all take, in hours and gigabytes; nothing is planned, and --out may be left out',
      ).implies({ out: null }),
    )
    .option(
      '--workers <n>',
      'workers that an estimate is told for, each on a core of its own (default: 1)',
      upTo(MOST_WORKERS),
    )
    .action(async (flags: PlanFlags) => (await import('../atlas/plan.js')).plan(flags, SIDE));
}

/** What all that makes jobs is told: the model, where it runs, and the plan's folder. */
const withWhere = (command: Command, what: string): Command =>
  withModel(command)
    .addOption(
      new Option('--device <name>', `where ${what}`)
        .choices(['cpu', 'cuda', 'webgpu', 'coreml', 'dml', 'auto'])
        .default('cpu'),
    )
    .option(
      '--threads <n>',
      'threads of a worker: take more workers instead (default: 1)',
      upTo(MOST_THREADS),
    )
    .requiredOption('--out <folder>', 'the folder of the plan', place)
    .option('--json', 'print what was planned as JSON')
    .option('--quiet', 'print nothing')
    .addHelpText('after', choices);

function defineSite(site: Command): void {
  site
    .argument('<plan>', 'the folder of a plan', folder)
    .requiredOption(
      '--out <folder>',
      'the folder of the site; what is new is added to one that is there',
      place,
    )
    .option('--title <text>', 'what the site is called', title)
    .option(
      '--exemplars <folder>',
      'show where in the photographs units fire most, as faccent exemplars found',
      exemplarsFolder,
    )
    .option('--no-network', 'leave the network out: nothing can be accentuated in the page then')
    .option('--serve', 'serve the site to this machine when it is written')
    .option(
      '--port <n>',
      'the port to serve it at, 0 for any (default: the first free one from 4173 on)',
      port,
    )
    .option('--json', 'print what was written as JSON')
    .option('--quiet', 'no progress')
    .action(async (plan: string, flags: SiteFlags) =>
      (await import('../atlas/site/command.js')).site(plan, flags),
    );
}
