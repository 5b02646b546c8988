import type { Command } from 'commander';
import { withDescription } from '../flags/groups.js';
import type { AddFlags } from '../models/commands.js';

const commands = () => import('../models/commands.js');

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
}
