// Proves that flags come from the declared options, and that messages name flags where the library names options.
import { Command } from 'commander';
import { executionOptions, pictureOptions, recordedOptions } from 'faccent';
import { describe, expect, test } from 'vitest';
import {
  type RunFlagName,
  declaredFlag,
  flagOf,
  inFlags,
  runOptionsOf,
  sizeFlag,
  viewsOf,
  withRunFlags,
} from './declared.js';

const names = Object.keys(recordedOptions) as RunFlagName[];

/** A command with every flag of a run. */
const command = (): Command =>
  withRunFlags(new Command('run'), names, { views: '8' })
    .addOption(sizeFlag('512'))
    .addOption(declaredFlag('opacityPercentile', pictureOptions.opacityPercentile))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

const typed = (...words: string[]): Record<string, unknown> =>
  command().parse(words, { from: 'user' }).opts();

test('a flag is the name in kebab case', () => {
  expect([flagOf('steps'), flagOf('learningRate'), flagOf('opacityPercentile')]).toEqual([
    ...['--steps', '--learning-rate', '--opacity-percentile'],
  ]);
});

describe('flags of a run', () => {
  test('are those of all recorded options, and of views', () => {
    const longs = command().options.map(({ long }) => long);
    expect(longs.filter((long) => !['--size', '--opacity-percentile'].includes(long!))).toEqual([
      ...names.map(flagOf),
      ...['--views', '--crops'],
    ]);
  });

  test('stand in help with what the option is for and its default', () => {
    const help = command().helpInformation().replace(/\s+/g, ' ');
    expect(help).toContain('--steps <n> optimization steps (default: 50)');
    expect(help).toContain('--views <n> views a step (default: 8)');
    expect(help).toContain('--size <n> canvas in pixels, N or HEIGHTxWIDTH (default: 512)');
    expect(help).toContain('--redirect let a tenth of gradients pass');
    expect(help).not.toMatch(/crops|default: false/);
    for (const name of names) expect(help).toContain(` ${flagOf(name)} `);
  });

  test('another default replaces what is said of the usual one', () => {
    const { description } = declaredFlag('learningRate', recordedOptions.learningRate, '0.1');
    expect(description).toBe('step size of the optimizer (default: 0.1)');
  });

  test('are numbers, texts, lists of texts and switches, and nothing where nothing is typed', () => {
    expect(typed()).toEqual({});
    expect(
      typed(
        ...['--steps', '3', '--learning-rate', '1e-2', '--cutoff=-2', '--redirect', '--size', '48x64'],
        ...['--transform', 'pad:4', '--transform', 'box', '--optimizer', 'nadam', '--regularize', 'conv2'],
      ),
    ).toEqual({
      ...{ steps: 3, learningRate: 0.01, cutoff: -2, redirect: true, size: [48, 64] },
      ...{ transform: ['pad:4', 'box'], optimizer: 'nadam', regularize: ['conv2'] },
    });
  });

  test.each<[string, string, RegExp]>([
    ['--steps', '0', /'--steps <n>' argument '0' is invalid. it should be a whole number from 1 to 1000000$/],
    ['--steps', '2.5', /it should be a whole number from 1 to 1000000$/],
    ['--steps', 'many', /argument 'many' is invalid. it should be a whole number from 1 to 1000000$/],
    ['--steps', '', /argument '' is invalid. it should be a whole number from 1 to 1000000$/],
    [
      '--learning-rate',
      '-1',
      /'--learning-rate <x>' argument '-1' is invalid. it should be a number above 0$/,
    ],
    ['--learning-rate', 'Infinity', /it should be a number above 0$/],
    ['--strength', '-1', /it should be a number, 0 or more$/],
    ['--balance', '-1', /it should be a number, 0 or more$/],
    ['--ball', '0', /it should be a number above 0$/],
    ['--random-seed', '1.5', /it should be a whole number$/],
    ['--cutoff', 'NaN', /it should be a finite number$/],
    ['--opacity-percentile', '101', /it should be a number from 0 to 100$/],
    ['--views', '0', /it should be 1 or more$/],
    ['--size', 'big', /it should be a number of pixels, or HEIGHTxWIDTH$/],
    ['--size', '0', /'--size <n>' argument '0' is invalid. it should be a whole number from 1 to 4096$/],
    ['--size', '9x99999', /it should be a whole number from 1 to 4096$/],
  ])('%s %s is refused', (flag, value, message) => {
    expect(() => typed(`${flag}=${value}`)).toThrow(message);
  });
});

describe('options from flags', () => {
  test('are those that are asked for, read by their declarations', () => {
    const notes: string[] = [];
    const flags = {
      steps: 3,
      optimizer: 'sgd:0.9',
      parameterization: 'fourier-phase',
      schedule: 'cosine:0.5',
    };
    const options = runOptionsOf(
      { ...flags, transform: ['pad:4', 'box'], redirect: true, strength: 2 },
      ['steps', 'optimizer', 'parameterization', 'schedule', 'transform', 'redirect', 'cutoff'],
      { note: (text) => notes.push(text) },
    );
    expect(options).toMatchObject({
      ...{ steps: 3, redirect: true, optimizer: { name: 'sgd', description: { momentum: 0.9 } } },
      ...{ parameterization: { name: 'fourierPhase' }, transform: { name: 'compose' } },
    });
    expect([options.schedule!(10, 10), options.cutoff, options.strength]).toEqual([
      0.5,
      undefined,
      undefined,
    ]);
    expect(notes).toEqual(['the parameterization "fourier-phase" is now called "fourierPhase"']);
  });

  test.each<[Record<string, string>, string]>([
    [{ optimizer: 'lbfgs' }, 'there is no optimizer "lbfgs"; there are adam'],
    [{ schedule: 'step' }, '"step" should be written step:EVERY'],
    [{ parameterization: 'oil' }, 'there is no parameterization "oil"'],
  ])('%j is refused', (flags, message) => {
    expect(() => runOptionsOf(flags, Object.keys(flags) as RunFlagName[], {})).toThrow(message);
  });

  test('views come by either name', () => {
    expect([viewsOf({}), viewsOf({ views: 2 }), viewsOf({ crops: 3 })]).toEqual([undefined, 2, 3]);
  });
});

describe('a message of the library', () => {
  const all = Object.keys({ ...recordedOptions, ...pictureOptions, ...executionOptions });

  test.each(all)('names the flag of %s where it is refused', (name) => {
    const flag = flagOf(name);
    for (const rest of ['is -1; it should be a number above 0', 'has "x", which it does not know'])
      expect(inFlags(`${name} ${rest}`)).toBe(`${flag} ${rest}`);
  });

  test.each(all.filter((name) => /[A-Z]/.test(name)))('names the flag of %s wherever it stands', (name) => {
    const flag = flagOf(name);
    expect(inFlags(`there is none: set ${name} (try 1000), or ${name}`)).toBe(
      `there is none: set ${flag} (try 1000), or ${flag}`,
    );
  });

  test('keeps fields of recipes and of JSON, other names, and words that are no options', () => {
    for (const text of [
      'recipe.settings.learningRate is "x"; it should be a number above 0',
      'settings.opacityPercentile is missing; it should be a number',
      'the learningRates of all',
      'the size of the canvas is 3',
      'plain steps have no transform',
      'model.size is 3',
    ])
      expect(inFlags(text)).toBe(text);
  });
});
