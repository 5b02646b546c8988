import type { FaccentError, Helpful } from '../../errors.js';
import { shortened } from '../../formats/visible-text.js';
import { messageLine } from './terminal.js';

/** How a person looks up what a message names. */
const HELP: Readonly<Record<Helpful, string>> = {
  layers: ' (faccent layers lists them all)',
  classes: ' (faccent top PHOTO lists the strongest)',
  models: ' (faccent models list shows them all)',
  former: ' (--model FOLDER, or its name once: faccent models add NAME FOLDER)',
  inputs: ' (here --input NAME, of faccent gradient --input-name NAME, and --set NAME=VALUE)',
  size: ' (here --input-size HEIGHTxWIDTH)',
  range: ' (here --range LO,HI, or --mean and --std)',
  description: ' (here --input-size HEIGHTxWIDTH and --range LO,HI, or --mean and --std)',
};

const helpFor = ({ help }: FaccentError): string => (help ? HELP[help] : '');

/** UTF-16 units of a message that are looked through. */
const LONGEST = 8000;

/** Whether an error says what cannot be met, and not that something broke. */
export const isRefusal = (error: unknown): error is Error =>
  ['FaccentError', 'GraphError'].includes((error as Error).name);

/** Says why a command could not do what it was asked: what a person can mend is one message, anything else its stack. */
export async function sayFailure(error: Error): Promise<void> {
  process.exitCode = 1;
  const { message, stack } = error;
  const said = isRefusal(error) ? message : lackOfRoom(message);
  if (said === undefined || process.env.FACCENT_DEBUG) {
    console.error(stack);
    return;
  }
  const { inFlags } = await import('../flags/declared.js');
  console.error(`error: ${messageLine(inFlags(shortened(said, LONGEST)))}${helpFor(error)}`);
}

/** What is said where memory ends; undefined where something else is the matter. */
function lackOfRoom(message: string): string | undefined {
  return /bad_?alloc|allocation failed|failed to allocate|out of memory|Invalid (?:typed )?array length/i.test(
    message,
  )
    ? `this takes more memory than there is (${message}): make the picture smaller by --size, or take fewer --views`
    : undefined;
}
