import type { Command } from 'commander';
import { FETCH_HELP, RECORDED_MODEL_HELP, keepOption } from '../flags/groups.js';
import { folder } from '../flags/places.js';
import { resumeRuns } from '../jobs/resume.js';

/** In its help. */
export const examples = ['faccent resume many'];

/** Adds what `resume` takes, and what it does. */
export function define(command: Command): void {
  command
    .argument('<folder>', 'the folder of its results, or one above those of several', folder)
    .option('--model <name>', RECORDED_MODEL_HELP)
    .option('--fetch', FETCH_HELP)
    .addOption(keepOption('as it was'))
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(resumeRuns);
}
