import type { Command } from 'commander';
import { withDescription } from '../flags/groups.js';
import { nonNegative } from '../flags/parse.js';
import type { CleanFlags } from '../models/cache.js';
import type { AddFlags } from '../models/commands.js';

const commands = () => import('../models/commands.js');
const cache = () => import('../models/cache.js');

/** In its help. */
export const examples = [
  'faccent models list',
  'faccent models show resnet-50',
  'faccent models add mine model.onnx --range -1,1 --input-size 224',
  'faccent models check',
  'faccent models clean --dry-run',
  'faccent models remove mine',
];

/** `faccent models`: the names of models, and what was fetched for them. */
export function define(models: Command): void {
  models
    .command('list')
    .description('all names, and what is in the caches')
    .option('--json', 'print them as JSON')
    .action(async (flags: { json?: boolean }) => (await commands()).listModels(flags));
  models
    .command('show')
    .description('what is known of a name')
    .argument('<name>', 'a name, an address or hf:OWNER/REPO')
    .option('--json', 'print it as JSON')
    .action(async (name: string, flags: { json?: boolean }) => (await commands()).showModel(name, flags));
  withDescription(
    models
      .command('add')
      .description('give a model a name of your own')
      .argument('<name>')
      .argument('<reference>', 'a file, an address, or hf:OWNER/REPO[@REVISION][/path/FILE.onnx]'),
  )
    .option('--regularize <layer>', 'where to stay close to the photograph')
    .action(async (name: string, reference: string, flags: AddFlags) =>
      (await commands()).addModel(name, reference, flags),
    );
  models
    .command('remove')
    .description('delete what was fetched for a name, and the name if it is your own')
    .argument('<name>')
    .action(async (name: string) => (await commands()).removeModel(name));
  models
    .command('check')
    .description('read all that is kept, and say what is damaged')
    .argument('[name]', 'what was fetched for this name alone')
    .option('--json', 'print it as JSON')
    .action(async (name: string | undefined, flags: { json?: boolean }) =>
      (await cache()).checkModels(name, flags),
    );
  models
    .command('clean')
    .description('delete compiled graphs, what is damaged and what was left over; never of the Hub’s cache')
    .option('--all', 'also what was fetched from addresses')
    .option('--older-than <days>', 'only what was last used so many days ago', nonNegative)
    .option('--dry-run', 'say what would go, and delete nothing')
    .option('--json', 'print it as JSON')
    .action(async (flags: CleanFlags) => (await cache()).cleanModels(flags));
}
