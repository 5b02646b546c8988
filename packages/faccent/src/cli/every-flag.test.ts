// Proves that a bad value of any flag or argument of any command is told of, by its name, before a model is looked for.
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Argument, type Command, CommanderError, Option } from 'commander';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatNpy } from '../formats/npy.js';
import { inFlags } from './flags/declared.js';
import { COMMAND_NAMES, program } from './main.js';
import { isRefusal } from './print/failure.js';
import { messageLine } from './print/terminal.js';
import { workFolder } from './testing/folder.js';

const { at, names } = workFolder('every-flag');
const GONE = 'gone.onnx';

/** Values that few flags have. */
const BAD = [
  ...['', '   ', 'NaN', 'Infinity', '-1', '0', '0.5', '1e9', '1e308', '1e999', '0x10', '1_000', '1,5', '१२'],
  ...[
    '--',
    '--json',
    'x'.repeat(5000),
    '\u001b[31m\u0007',
    '/dev/zero',
    '/',
    'no/such/file.npy',
    '{',
    '[',
    '"a"',
  ],
  ...['{"name":1}', 'constructor', '__proto__', '-', '~', ':', '=', 'x='],
];
const LONG = BAD.find((text) => text.length > 1000)!;

const NAMES = BAD.filter((text) => text.trim() !== '' && !text.startsWith('--'));
const without = (...not: string[]): string[] => NAMES.filter((text) => !not.includes(text));

/**
 * Which of these flags rightly take, by what stands for their values in help, or by their own names where they take more
 * or less. Everything else is to be refused; of a flag with a new kind of value nothing may be taken until it is said here.
 */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  '<x>': ['0', '0.5', '1e9', '1e308', '-1'],
  '<p>': ['0', '0.5'],
  '<radius>': ['0.5', '1e9', '1e308'],
  '<share>': ['0', '0.5'],
  '<seconds>': ['0', '0.5', '1e9', '1e308'],
  '--lease': ['0.5', '1e9', '1e308'],
  '<days>': ['0', '0.5', '1e9', '1e308'],
  '--learning-rate': ['0.5', '1e9', '1e308'],
  '--strength': ['0', '0.5', '1e9', '1e308'],
  '--balance': ['0', '0.5', '1e9', '1e308'],
  '--against-strength': ['0', '0.5', '1e9', '1e308'],
  '--random-seed': ['0', '-1', '1e9'],
  '--row': ['0'],
  '--sample': ['0', '1e9'],
  '--port': ['0'],
  // what a site is called
  '--title': without(LONG),
  '--channels': ['0', '1e9'],
  // as many as there are
  ...Object.fromEntries(['--count', '--limit', '--top', '--views-at-once'].map((flag) => [flag, ['1e9']])),
  '<y,x>': ['1,5'],
  '<levels>': ['0.5', '-1', '1,5'],
  // what is in it only its command tells
  'resume: folder': ['/'],
  'exemplars: folder': ['/'],
  '<lo,hi>': ['1,5'],
  '<a,b>': ['1,5'],
  '<r,g,b>': ['-1', '0', '0.5', '1e9', '1e308', '1,5'],
  '--std': ['0.5', '1e9', '1e308', '1,5'],
  // names of layers, classes and inputs, which a model tells
  '<name>': NAMES,
  '<layer>': NAMES,
  '<names>': NAMES,
  '<patterns...>': NAMES,
  // cells along the sides of grids
  '<sides>': ['1,5'],
  // what files and addresses may be called
  '<word>': ['NaN', 'Infinity', '0', '1e9', '1e308', '1e999', '0x10', '१२', 'constructor'],
  // what is in it only its command tells
  plan: ['/'],
  ...Object.fromEntries(
    ['--parameterization', '--optimizer', '--schedule', '--device', '--measure', '--method'].map((flag) => [
      flag,
      [],
    ]),
  ),
  // folders that can be made
  '--out': without(LONG, '/dev/zero'),
  // a class by its label
  'audit: feature': NAMES,
  // files in folders that are there
  '--out <file>': without(LONG, '/dev/zero', '/', 'no/such/file.npy'),
  // and in folders that are made
  '--save-tensors': ['no/such/file.npy'],
  // and models
  '--model': NAMES,
  name: NAMES,
  reference: NAMES,
};

/** What a command needs beside the value that is tried, by its flag or argument. */
const FINE = (): Readonly<Record<string, string>> => ({
  '--natural': at('photos'),
  '--seeds': at('photos'),
  '--layer': 'conv1',
  '--layers': 'conv1:0',
  plan: at('photos'),
  '--input': at('x.npy'),
  '--out': at('made.npy'),
  photos: at('photos/a.png'),
  photo: at('photos/a.png'),
  feature: 'conv1:0',
  folder: at('photos'),
  with: at('photos'),
  without: at('photos'),
  recipe: at('recipe.json'),
  design: at('plan.json'),
  answers: at('plan.json'),
  name: 'mine',
  reference: GONE,
});

/** Flags that go with others. */
const WITH: Readonly<Record<string, readonly string[]>> = {
  '--layer': ['--direction', 'x.npy'],
  '--row': ['--direction', 'x.npy', '--layer', 'conv1'],
  '--transfer-class': ['--transfer', 'x.npy'],
  '--less-class': ['--class', '1'],
  '--against-strength': ['--against', 'self:conv1:1'],
  '--tune': ['--against', 'self:conv1:1'],
  '--against-keep': ['--against', 'self:conv1:1'],
};

beforeAll(async () => {
  mkdirSync(at('photos'));
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#48c' } });
  writeFileSync(at('photos/a.png'), await picture.png().toBuffer());
  writeFileSync(at('x.npy'), formatNpy([1, 4], new Float32Array([1, 2, 3, 4])));
  writeFileSync(at('recipe.json'), '{}');
  const conditions = [{ name: 'a', show: 'nothing' }];
  const plan = { consent: ['yes'], photographs: 'photos', units: ['conv1:0'], conditions };
  writeFileSync(at('plan.json'), JSON.stringify(plan));
  for (const name of ['FACCENT_CACHE', 'FACCENT_CONFIG', 'HF_HOME']) vi.stubEnv(name, at(name));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(process, 'cwd').mockReturnValue(at());
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Commands that act, with the words that ask for them. */
const leaves = (
  command: Command,
  words: readonly string[],
): [words: readonly string[], command: Command][] =>
  command.commands.length
    ? command.commands.flatMap((one) => leaves(one, [...words, one.name()]))
    : [[words, command]];

const commandOf = (root: Command, words: readonly string[]): Command =>
  words.reduce((command, word) => command.commands.find((one) => one.name() === word)!, root);

const quiet = (command: Command): void => {
  command.exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  command.commands.forEach(quiet);
};

const nameOf = (one: Option | Argument): string => (one instanceof Option ? one.long! : one.name());
const takesValue = (one: Option | Argument): boolean =>
  !(one instanceof Option) || one.required || one.optional;

/** A whole command line with one value of one flag or argument. */
function lineWith(
  command: Command,
  words: readonly string[],
  tried: Option | Argument,
  value: string,
): string[] {
  const fine = FINE();
  const line = [...words];
  const has = (flag: string): boolean => command.options.some(({ long }) => long === flag);
  const isModel = (flag: string): boolean => flag === '--model';
  for (const option of command.options)
    if (option.mandatory && option !== tried && option.long !== '--feature')
      line.push(option.long!, fine[option.long!]!);
  const together = (WITH[nameOf(tried)] ?? []).some(has) ? WITH[nameOf(tried)]! : [];
  line.push(...together.map((word) => (word === 'x.npy' ? at(word) : word)));
  // which a plan needs, unless it is from noise
  if (has('--photos') && has('--from') && nameOf(tried) !== '--photos') line.push('--photos', at('photos'));
  if (has('--merge') && !['--layers', '--merge'].includes(nameOf(tried))) line.push('--layers', 'conv1:0');
  const features = ['--feature', '--class', '--objective', '--direction'].filter(has);
  const named = [nameOf(tried), ...together].some((word) => features.includes(word));
  if (features.length && !named) line.push('--feature', 'conv1:0');
  if (has('--model') && !isModel(nameOf(tried))) line.push('--model', at(GONE));
  if (tried instanceof Option) line.push(tried.long!, value);
  const places = command.registeredArguments.map((one) => (one === tried ? value : fine[one.name()]!));
  return [...line, '--', ...places];
}

/** What becomes of it: what is said, or nothing where the model is looked for at last. */
async function said(words: readonly string[], find: (command: Command) => Option | Argument, value: string) {
  const root = await program(words);
  quiet(root);
  const command = commandOf(root, words);
  const tried = find(command);
  // the model is a stranger's recipe's, or there is none
  const runs = command.options.some(({ long }) => long === '--model') && !/replay|resume/.test(words[0]!);
  if (!runs || nameOf(tried) === '--model') command.action(() => undefined);
  try {
    await root.parseAsync(lineWith(command, words, tried, value), { from: 'user' });
    return runs && nameOf(tried) !== '--model' ? 'nothing was refused' : undefined;
  } catch (error) {
    const { message } = error as Error;
    if (message.includes(`"${at(GONE)}"`)) return undefined;
    if (!(error instanceof CommanderError) && !isRefusal(error)) throw error;
    return messageLine(inFlags(message));
  }
}

/** A flag that several commands have is tried with all values in the first, and with some in each of the others. */
const ELSEWHERE = 4;
const everything: [title: string, words: readonly string[], tried: string, values: readonly string[]][] = [];
const tried = new Map<string, number>();
const valuesFor = (key: string): readonly string[] => {
  const before = tried.get(key) ?? 0;
  tried.set(key, before + 1);
  return before === 0 ? BAD : BAD.filter((_, i) => (i + before) % ELSEWHERE === 0);
};
for (const name of COMMAND_NAMES) {
  const root = await program([name]);
  for (const [words, command] of leaves(commandOf(root, [name]), [name]))
    for (const one of [...command.options, ...command.registeredArguments])
      if (takesValue(one)) {
        const key = one instanceof Option ? one.flags : nameOf(one);
        everything.push([`${words.join(' ')}: ${nameOf(one)}`, words, nameOf(one), valuesFor(key)]);
      }
}

test('all commands have their flags walked', () => {
  expect(everything.length).toBeGreaterThan(200);
});

describe('every flag', () => {
  test.each(everything)('%s', async (title, words, name, values) => {
    const find = (command: Command): Option | Argument =>
      [...command.options, ...command.registeredArguments].find((one) => nameOf(one) === name)!;
    const one = find(commandOf(await program(words), words));
    const kind = one instanceof Option ? /<[^>]*>/.exec(one.flags)![0] : one.name();
    const flags = one instanceof Option ? one.flags : title;
    const expected = TAKEN[flags] ?? TAKEN[nameOf(one)] ?? TAKEN[kind] ?? [];
    const taken: string[] = [];
    for (const value of values) {
      const message = await said(words, find, value);
      if (message === undefined) {
        taken.push(value);
        continue;
      }
      expect(message.length, value).toBeLessThan(2000);
      expect(message, value).not.toMatch(/undefined|\[object|\n\s+at |TypeError/);
      // the flag, or what was typed
      if (!message.includes(name) && !(one instanceof Option)) expect(message, value).toMatch(/"/);
      else expect(message, value).toContain(name);
    }
    expect(taken).toEqual(values.filter((text) => expected.includes(text)));
    expect(names()).toEqual(['photos', 'plan.json', 'recipe.json', 'x.npy']);
  });
});
