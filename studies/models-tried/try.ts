// Tries one file that was made, and prints what each check found, a line of JSON each: node try.js MODEL FOLDER
import path from 'node:path';
import { accentuate, gradient, layers, top } from './checks.js';
import { type Tried, madeIn } from './note.js';
import type { Verdict } from './verdict.js';
import { views } from './views.js';

const [model, work] = process.argv.slice(2) as [string, string];
const file = madeIn(path.dirname(model), path.basename(model, '.onnx'))[0] as Tried;

/** Says what a check found; an error is what the command line would make of it. */
async function say(check: string, find: () => Promise<Verdict>): Promise<void> {
  let found: Verdict;
  try {
    found = await find();
  } catch (error) {
    const { name, message, stack } = error as Error;
    found =
      name === 'FaccentError' || name === 'GraphError'
        ? { verdict: 'refused', words: message }
        : { verdict: 'crash', words: stack?.split('\n').slice(0, 3).join(' ') };
  }
  process.stdout.write(`${JSON.stringify({ [check]: found })}\n`);
}

let regularizer: string | undefined;
await say('layers', async () => {
  const found = await layers(file);
  ({ regularizer } = found);
  return found.verdict;
});
await say('gradient', () => gradient(file, work));
await say('views', () => views(file));
await say('top', () => top(file, work));
await say('accentuate', () => accentuate(file, work, regularizer));
