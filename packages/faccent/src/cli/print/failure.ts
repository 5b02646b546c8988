import type { FaccentError, Helpful } from '../../errors.js';

/** How a person looks up what a message names. */
const HELP: Readonly<Record<Helpful, string>> = {
  layers: ' (faccent layers lists them all)',
  classes: ' (faccent top PHOTO lists the strongest)',
  models: ' (faccent models list shows them all)',
  former: ' (--model FOLDER, or its name once: faccent models add NAME FOLDER)',
  inputs: ' (here --input NAME, of faccent gradient --input-name NAME, and --set NAME=VALUE)',
  description: ' (here --input-size HEIGHTxWIDTH and --range LO,HI, or --mean and --std)',
};

const helpFor = ({ help }: FaccentError): string => (help ? HELP[help] : '');

/** Says why a command could not do what it was asked: what a person can mend is one message, anything else its stack. */
export async function sayFailure(error: Error): Promise<void> {
  process.exitCode = 1;
  const { name, message, stack } = error;
  const expected = name === 'FaccentError' || name === 'GraphError';
  if (!expected || process.env.FACCENT_DEBUG) console.error(stack);
  else console.error(`error: ${(await import('../flags/declared.js')).inFlags(message)}${helpFor(error)}`);
}
