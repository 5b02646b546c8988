import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random, formatNpy } from 'faccent';
import { readNpy, shippedPhotograph } from '../common/files.js';
import { relativeError } from '../common/numbers.js';
import { root } from '../common/root.js';
import { type Tried, planesOf, sizeOf } from './note.js';
import type { Verdict, GradientFound } from './verdict.js';

/** What a command did: its output, or how it ended otherwise. */
type Ran = { readonly output: string } | Verdict;

/** The command line, in this process: a start for every check would take longer than the checks. */
const { main } = (await import(pathToFileURL(path.join(root, 'packages/faccent/dist/cli/main.js')).href)) as {
  main: (argv: readonly string[]) => Promise<void>;
};

/** Runs a command; what it says in words is a refusal, anything else that is no success a crash. */
async function faccent(args: readonly string[]): Promise<Ran> {
  const { log, error } = console;
  const [out, err]: [string[], string[]] = [[], []];
  console.log = (text: unknown) => out.push(String(text));
  console.error = (text: unknown) => err.push(String(text));
  process.exitCode = 0;
  try {
    await main([...args, ...(args[0] === 'layers' ? [] : ['--threads', '1'])]);
  } finally {
    Object.assign(console, { log, error });
  }
  if (process.exitCode === 0) return { output: out.join('\n') };
  process.exitCode = 0;
  const said = err.join('\n').trim();
  return said.startsWith('error: ')
    ? { verdict: 'refused', words: said.slice('error: '.length) }
    : { verdict: 'crash', words: said.split('\n').slice(0, 3).join(' ') };
}

/** What a person states of a model whose file does not. */
const stated = ({ note }: Tried): string[] =>
  note.range === null
    ? []
    : [`--range=${(note.range ?? [-1, 1]).join()}`, '--input-size', sizeOf(note).join('x')];

const sets = ({ name, note, model }: Tried): string[] =>
  note.others.flatMap((input) => [
    '--set',
    `${input}=${path.join(path.dirname(model), `${name}.${input}.npy`)}`,
  ]);

const picture = ({ note }: Tried): string[] => (note.others.length ? ['--input', note.input] : []);

/** A photograph, or a stack of noise for a network of other channels. */
function shown({ note }: Tried, work: string): string {
  const planes = planesOf(note);
  if (planes === 3) return shippedPhotograph('chelsea.png');
  const random = new Random(2);
  const dims = [planes, ...sizeOf(note)];
  const stack = path.join(work, 'stack.npy');
  const values = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => random.uniform());
  writeFileSync(stack, formatNpy(dims, values));
  return stack;
}

const wrong = (words: string): Verdict => ({ verdict: 'wrong', words });
const right: Verdict = { verdict: 'right' };

/** A layer as `faccent layers --json` prints it. */
interface Listed {
  readonly name: string;
  readonly dims?: readonly number[];
  readonly regularizer: boolean;
}

/** `layers`: at least one that can carry an objective. @returns also one early layer for the regularizer */
export async function layers(file: Tried): Promise<{ verdict: Verdict; regularizer?: string }> {
  const args = [...stated(file), ...picture(file), ...sets(file)];
  const result = await faccent(['layers', '--model', file.model, ...args, '--json']);
  if (!('output' in result)) return { verdict: result };
  const listed = JSON.parse(result.output) as Listed[];
  const able = listed.filter((layer) => layer.regularizer && layer.dims);
  return able.length
    ? { verdict: right, regularizer: able[able.length >> 2]!.name }
    : { verdict: wrong('no layer can carry a regularizer') };
}

/** `gradient` against the reference. */
export async function gradient(file: Tried, work: string): Promise<GradientFound> {
  const { note, model, name } = file;
  const folder = path.dirname(model);
  const out = path.join(work, 'gradient.npy');
  rmSync(out, { force: true });
  const feature = `${note.feature.layer}:${note.feature.unit}`;
  const inputs = ['--input', path.join(folder, `${name}.x.npy`), ...sets(file)];
  const named = note.others.length ? ['--input-name', note.input] : [];
  const result = await faccent([
    'gradient',
    '--model',
    model,
    '--feature',
    feature,
    ...inputs,
    ...named,
    '--out',
    out,
  ]);
  if (!('output' in result)) return result;
  if (!existsSync(out)) return wrong('no gradient was written');
  const ours = readNpy(out).data as Float32Array;
  const theirs = readNpy(path.join(folder, `${name}.g.npy`)).data as Float32Array;
  const error = ours.length === theirs.length ? relativeError(ours, theirs) : Infinity;
  return error <= note.tolerance
    ? { ...right, error }
    : { ...wrong(`off by ${error.toExponential(1)}`), error };
}

/** `top`: finite numbers. */
export async function top(file: Tried, work: string): Promise<Verdict> {
  const result = await faccent([
    'top',
    shown(file, work),
    '--model',
    file.model,
    ...stated(file),
    ...sets(file),
    ...picture(file),
    '--json',
  ]);
  if (!('output' in result)) return result;
  const units = JSON.parse(result.output) as { activation: number | null }[];
  return units.length && units.every((u) => Number.isFinite(u.activation))
    ? right
    : wrong('a strongest unit has no finite activation');
}

/** `accentuate`: two steps of two views, near the photograph at a layer. */
export async function accentuate(file: Tried, work: string, regularizer = 'none'): Promise<Verdict> {
  const { layer, unit } = file.note.feature;
  const small = ['--size', '96', '--steps', '2', '--views', '2', '--regularize', regularizer];
  const result = await faccent([
    ...[
      'accentuate',
      shown(file, work),
      '--model',
      file.model,
      '--feature',
      `${layer}:${unit}`,
      ...stated(file),
    ],
    ...[...sets(file), ...picture(file), ...small, '--json', '--out', path.join(work, 'accentuated')],
  ]);
  if (!('output' in result)) return result;
  const { activation } = JSON.parse(result.output) as { activation?: { before: number; after: number } };
  return Number.isFinite(activation?.before) && Number.isFinite(activation?.after)
    ? right
    : wrong('the activation is not finite');
}
