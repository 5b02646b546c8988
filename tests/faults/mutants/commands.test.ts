// Proves the same of the command: a status of 0 or 1, one message, no stack, no control characters, no stray files.
import { describe, expect, test } from 'vitest';
import { tell, times } from '../faults.js';
import { ALONE, NUMBER, SALT, again } from './campaign.js';
import { Choices } from './choices.js';
import { LINES, type Ran, commandFault, ran } from './commands.js';
import { mutantOf } from './kinds.js';

/** Two at a time: most of a short command is its start. */
const AT_ONCE = 2;

const COUNTS: Readonly<Record<string, readonly [short: number, all: number]>> = {
  model: [2, 80],
  labels: [1, 40],
  sidecar: [1, 40],
  recipe: [1, 40],
  photograph: [2, 60],
  npy: [1, 40],
};

/** Other mutants than those that are tried within a process. */
const salt = `${SALT}, by command`;

async function tried(kind: string, number: number): Promise<Ran> {
  const mutant = mutantOf(kind, number, salt);
  const lines = LINES[kind]!(Object.keys(mutant.files)[0]!);
  return ran(mutant, new Choices(`${salt}, line/${kind}:${number}`).of(lines));
}

describe.runIf(ALONE === undefined || ALONE.startsWith('command-'))('commands', () => {
  const kinds = Object.keys(COUNTS).filter((kind) => ALONE === undefined || ALONE === `command-${kind}`);
  test.each(kinds)(
    'a mutant of kind %s is used by the command, or refused in one clear message',
    async (kind) => {
      const count = times(...COUNTS[kind]!);
      const numbers = NUMBER === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(NUMBER)];
      const faults: string[] = [];
      let used = 0;
      const waiting = [...numbers];
      const next = async (): Promise<void> => {
        for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
          const outcome = await tried(kind, number);
          const fault = commandFault(outcome);
          if (fault !== undefined)
            faults.push(
              `${again(`command-${kind}`, number)} ${outcome.args.join(' ')}: ${fault} ${outcome.stderr.slice(0, 600)}`,
            );
          else if (outcome.status === 0) used++;
          if (NUMBER !== undefined) console.log(outcome);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, next));
      expect(faults).toEqual([]);
      tell({
        ...{ section: 'mutants', what: `by command: ${kind}`, tried: count },
        outcome: `${used} used, ${count - used} refused in one message`,
      });
    },
    1_200_000,
  );
});
