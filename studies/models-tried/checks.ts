import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readNpy, shippedPhotograph } from '../common/files.js';
import { relativeError } from '../common/numbers.js';
import { lastLine } from '../common/command.js';
import { root } from '../common/root.js';
import { type Made, sizeOf } from './note.js';
import type { Verdict, ViewsFound } from './verdict.js';

/** A file that is tried. */
export type Tried = Extract<Made, { model: string }>;

const LIMIT = 180_000;
const PHOTO = shippedPhotograph('chelsea.png');

/** What a program did: its output, or how it ended otherwise. */
type Ran = { readonly output: string } | Verdict;

/** Runs a program to its end; what it says in words is a refusal, anything else that is no success a crash. */
function ran(script: string, args: readonly string[]): Ran {
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    timeout: LIMIT,
    maxBuffer: 1 << 28,
  });
  if (status === 0) return { output: stdout };
  if (signal !== null || error) {
    const late = error?.code === 'ETIMEDOUT';
    return {
      verdict: 'crash',
      words: late ? `longer than ${LIMIT / 1000} s` : `ended by ${signal ?? error}`,
    };
  }
  const words = /^error: ([^]*)/m.exec(stderr)?.[1]?.trim();
  return words === undefined
    ? { verdict: 'crash', words: stderr.trim().split('\n').slice(0, 3).join(' ') }
    : { verdict: 'refused', words };
}

const faccent = (args: readonly string[]): Ran =>
  ran(path.join(root, 'packages/faccent/bin/faccent.js'), args);

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

const wrong = (words: string): Verdict => ({ verdict: 'wrong', words });
const right: Verdict = { verdict: 'right' };

/** A layer as `faccent layers --json` prints it. */
interface Listed {
  readonly name: string;
  readonly dims?: readonly number[];
  readonly regularizer: boolean;
}

/** `layers`: at least one that can carry an objective. @returns also one early layer for the regularizer */
export function layers(file: Tried): { verdict: Verdict; regularizer?: string } {
  const result = faccent(['layers', '--model', file.model, ...stated(file), '--json']);
  if (!('output' in result)) return { verdict: result };
  const listed = JSON.parse(result.output) as Listed[];
  const able = listed.filter((layer) => layer.regularizer && layer.dims);
  return able.length
    ? { verdict: right, regularizer: able[able.length >> 2]!.name }
    : { verdict: wrong('no layer can carry a regularizer') };
}

/** `gradient` against the reference. */
export function gradient(file: Tried, work: string): Verdict & { error?: number } {
  const { note, model, name } = file;
  const folder = path.dirname(model);
  const out = path.join(work, 'gradient.npy');
  rmSync(out, { force: true });
  const feature = `${note.feature.layer}:${note.feature.unit}`;
  const inputs = ['--input', path.join(folder, `${name}.x.npy`), ...sets(file)];
  const named = note.others.length ? ['--input-name', note.input] : [];
  const result = faccent([
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

/** Several views against one each. @returns also how many of the modules' names are found */
export function views(file: Tried): ViewsFound {
  const result = ran(path.join(import.meta.dirname, 'views.js'), [
    file.model,
    path.join(path.dirname(file.model), `${file.name}.json`),
  ]);
  if (!('output' in result)) return result;
  const { error, ...more } = lastLine<Omit<ViewsFound, 'verdict'> & { error: number | null }>(result.output);
  if (error === null) return { ...wrong('activations or gradients are not finite'), ...more };
  return error <= file.note.tolerance
    ? { ...right, ...more }
    : { ...wrong(`two views differ from one and one by ${error.toExponential(1)}`), ...more };
}

/** `top`: finite numbers. */
export function top(file: Tried): Verdict {
  const result = faccent([
    'top',
    PHOTO,
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
export function accentuate(file: Tried, work: string, regularizer = 'none'): Verdict {
  const { layer, unit } = file.note.feature;
  const small = ['--size', '96', '--steps', '2', '--views', '2', '--regularize', regularizer];
  const result = faccent([
    ...['accentuate', PHOTO, '--model', file.model, '--feature', `${layer}:${unit}`, ...stated(file)],
    ...[...sets(file), ...picture(file), ...small, '--json', '--out', path.join(work, 'accentuated')],
  ]);
  if (!('output' in result)) return result;
  const { activation } = JSON.parse(result.output) as { activation?: { before: number; after: number } };
  return Number.isFinite(activation?.before) && Number.isFinite(activation?.after)
    ? right
    : wrong('the activation is not finite');
}
