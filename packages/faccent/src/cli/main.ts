import { Command, type Option } from 'commander';
import { defineCircuits } from './circuits/define.js';
import { defineLooks } from './commands/define-looks.js';
import { defineReasons } from './commands/define-reasons.js';
import { defineRuns } from './commands/define-runs.js';
import { defineConcepts } from './concepts/define.js';
import { defineModels } from './models/define.js';
import { version } from './version.js';

/** An option in help, on one line where it can be: its choices and its default behind it. */
function optionDescription({ description, argChoices, defaultValue }: Option): string {
  const usual = Array.isArray(defaultValue) ? defaultValue.join('x') : String(defaultValue ?? '');
  const more = [argChoices?.join('|'), usual && `default: ${usual}`].filter(Boolean).join(', ');
  return more ? `${description} (${more})` : description;
}

/** Commands load what they need when they run: help is instant. */
function program(): Command {
  const faccent = new Command('faccent')
    .description("shows what a vision network's feature sees in a photograph, and where")
    .version(version)
    .showHelpAfterError('(faccent COMMAND --help lists the options)')
    .configureHelp({ helpWidth: 120, optionDescription });

  defineRuns(faccent);
  defineReasons(faccent);
  defineLooks(faccent);
  defineCircuits(faccent);
  defineConcepts(faccent);
  defineModels(faccent);

  return faccent;
}

/** Runs a command line. What a person can mend is one message and status 1; anything else shows its stack. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv], { from: 'user' });
  } catch (error) {
    process.exitCode = 1;
    const { name, message, stack } = error as Error;
    const expected = name === 'FaccentError' || name === 'GraphError';
    console.error(expected && !process.env.FACCENT_DEBUG ? `error: ${message}` : stack);
  }
}
