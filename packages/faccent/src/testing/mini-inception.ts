import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of a network that tests run, small and quick: tests/fixtures/mini-inception/MODEL_CARD.md. */
export const miniInception = fileURLToPath(
  new URL('../../../../tests/fixtures/mini-inception', import.meta.url),
);

/** The bytes of one of its files. */
export const miniInceptionFile = (name: string): Buffer => readFileSync(path.join(miniInception, name));

/** What a command is told to run it. */
export const onMini = ['--model', miniInception] as const;
