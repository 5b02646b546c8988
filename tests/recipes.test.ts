// Proves that recipes that older versions wrote replay: to the same bits on the processor that they were made on (but for
// those whose crops are summed in another order now), and as the same run elsewhere. tests/recipes/README.md has the
// commands that made them.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runtimeVersion } from 'faccent';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('recipes', import.meta.url));
const command = fileURLToPath(new URL('../packages/faccent/bin/faccent.js', import.meta.url));
/** What they were made with, which ships no longer. */
const network = fileURLToPath(new URL('fixtures/mini-inception', import.meta.url));
const recipes = readdirSync(folder).filter((name) => name.endsWith('.json'));

interface Written {
  readonly version: number;
  readonly environment: { readonly runtimeVersion: string };
  readonly results: { readonly steps: readonly { readonly activation: number }[] };
}

const written = (name: string): Written =>
  JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Written;

/** ONNX Runtime chooses its kernels by what the processor has: with AVX-512 it computes as where the recipes were made. */
function sameProcessor(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync('/proc/cpuinfo')) return false;
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
  return ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl', 'avx512_vnni'].every((flag) => flags.includes(flag));
}

const same = sameProcessor();

/** Of those whose crops 0.3.0 sums in another order: how far activations may be from what they were, relatively. */
const ROUNDED: Readonly<Record<string, number>> = {
  // bounded by its radius, along gradients that are rounding noise in part
  'ball.json': 1e-3,
  'held.json': 1e-6,
  'phase.json': 1e-6,
};

/** Status 1 says that the bits differ, and is no failure of the command. */
async function replay(
  name: string,
): Promise<{ identical: boolean; largestDifference: number; notes: string }> {
  const run = promisify(execFile)(process.execPath, [
    ...[command, 'replay', path.join(folder, name), '--model', network, '--json'],
  ]);
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout, stderr).not.toBe('');
  return { ...(JSON.parse(stdout) as { identical: boolean; largestDifference: number }), notes: stderr };
}

test('without the network they are refused by its name, with where it is and what to do', async () => {
  for (const name of recipes) {
    const run = promisify(execFile)(process.execPath, [command, 'replay', path.join(folder, name)]);
    const { stderr } = await run.catch((error: { stderr: string }) => error);
    expect(stderr).toMatch(
      /^error: "mini-inception" ships no longer: it is in faccent 0\.2\.0 and before, and in tests\/fixtures\/mini-inception of faccent's repository; give its folder as the model \(--model FOLDER, or its name once: faccent models add NAME FOLDER\)\n$/,
    );
  }
});

test('there are recipes of every version, and of six kinds and more', () => {
  expect(new Set(recipes.map((name) => written(name).version))).toEqual(new Set([1, 2, 3]));
  expect(recipes.length).toBeGreaterThanOrEqual(8);
});

describe.each(recipes)('%s', (name) => {
  const { environment, results } = written(name);
  const rounded = ROUNDED[name];
  test(same && !rounded ? 'replays to the same bits' : 'replays as the same run', async () => {
    const { identical, largestDifference } = await replay(name);
    const scale = Math.max(1, ...results.steps.map(({ activation }) => Math.abs(activation)));
    // another runtime may round otherwise
    const comparable = same && environment.runtimeVersion === runtimeVersion;
    if (comparable && !rounded) expect(identical).toBe(true);
    expect(largestDifference / scale).toBeLessThan((comparable && rounded) || 1e-2);
  });
});
