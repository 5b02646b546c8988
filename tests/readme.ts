import { readFileSync } from 'node:fs';

const README = new URL('../README.md', import.meta.url);

/** The program of README.md's section "From TypeScript", as printed. */
export function readmeProgram(): string {
  const [, section = ''] = readFileSync(README, 'utf8').split(/^## From TypeScript$/m);
  const program = /^```ts\n([\s\S]*?)^```$/m.exec(section)?.[1];
  if (program === undefined) throw new Error('README.md has no program under "From TypeScript"');
  return program;
}

/** The same program with few steps: the rest of its text stays as printed. */
export function withSteps(program: string, steps: number): string {
  const shortened = program.replace(/(\baccentuate\([^)]*)\)/, `$1, { steps: ${steps} })`);
  if (shortened === program)
    throw new Error('the program of README.md has no accentuation to give options to');
  return shortened;
}
