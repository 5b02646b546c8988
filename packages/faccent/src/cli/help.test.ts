// Proves that help lists every command, flag and choice that there is, and that mistakes say what to do.
import { createRequire } from 'node:module';
import {
  attributionMethods,
  objectives,
  optimizers,
  parameterizations,
  regularizers,
  schedules,
  transforms,
  usageOf,
} from 'faccent';
import { describe, expect, test } from 'vitest';
import { oneProcess } from './testing/command.js';
import { photo, workFolder } from './testing/folder.js';

const { faccent, expectRefusal } = workFolder('help', oneProcess());

const MODEL =
  '--model --input-size --range --mean --std --channel-order --layout --input --set --labels --logits';
const WHERE = '--device --threads';
const RAISED =
  '--feature --class --objective --less-class --encoder --direction --layer --row --cosine --position';
const CLIMB =
  '--parameterization --steps --views --transform --optimizer --learning-rate --schedule --redirect --random-seed --cutoff';
const RESULTS = '--animate --snapshots --save-tensors --report --out --checkpoint --json --quiet';
const CIRCUIT = '--feature --class --natural --layers --size --background --limit';
const CONCEPT = '--layer --size --background --limit --out --json';

/** What scripts may rely on. */
const FLAGS: Readonly<Record<string, string>> = {
  accentuate: `${RAISED} --against --against-strength --against-keep --tune ${CLIMB} --levels --size --background --aspect --start-from --regularize --strength --balance --ball --mask --box
    --opacity-percentile --natural --transfer --transfer-class ${RESULTS} ${MODEL} ${WHERE}`,
  visualize: `${RAISED} ${CLIMB} --size ${RESULTS} ${MODEL} ${WHERE}`,
  replay: '--model --fetch --out --json --quiet',
  resume: '--model --fetch --checkpoint --json --quiet',
  attribute: `--feature --class --position --method --layer --accentuation --range-images --curves --sanity --size --background
    --random-seed --out --json --quiet ${MODEL} ${WHERE}`,
  explain: `--predicted --actual --size --background --steps --views --strength --random-seed --layer --channels --out --checkpoint --json --quiet
    ${MODEL} ${WHERE}`,
  audit: `--natural --limit --second --size --background --steps --views --strength --random-seed --seeds --others --writings --checks --quick
    --out --checkpoint --json --quiet ${MODEL} ${WHERE}`,
  layers: `--all --json ${MODEL}`,
  top: `--at --layer --count --size --background --among --json ${MODEL} ${WHERE}`,
  bench: `--feature --class --steps --size --background --views --views-at-once --regularize --json ${MODEL} ${WHERE}`,
  gradient: `--model --feature --input --out --input-name --set ${WHERE}`,
  circuit: `${CIRCUIT} --top --accentuate --steps --views --out --json ${MODEL} ${WHERE}`,
  coherence: `${CIRCUIT} --seeds --other --visualizations --steps --views --strength --cutoff --measure --random-seed
    --out --json --quiet ${MODEL} ${WHERE}`,
  'concept contrast': `${CONCEPT} ${MODEL} ${WHERE}`,
  'concept craft': `${CONCEPT} --concepts --patch --random-seed ${MODEL} ${WHERE}`,
  exemplars: `--layers --top --sample --by --size --background --shard --merge --out --json --quiet ${MODEL} ${WHERE}`,
  studio: '--port --no-open --out',
  'atlas plan': `--layers --photos --exemplars --top --from ${CLIMB} --size --background --opacity-percentile --start-from --regularize --strength --balance
    --ball --out --estimate --workers --json --quiet ${MODEL} ${WHERE}`,
  'atlas map': `--layer --grid --positions --least --name ${CLIMB} --size --background --out --json --quiet ${MODEL} ${WHERE}`,
  'atlas work': '--shard --lease --failed --json --quiet',
  'atlas status': '--json',
  'experiment make': `--out --json --quiet ${MODEL} ${WHERE}`,
  'experiment analyse': '--catch --fastest --random-seed --out --json --quiet',
  'models list': '--json',
  'models show': '--json',
  'models add': `--regularize ${MODEL.replace('--model ', '')}`,
  'models remove': '',
  'models check': '--json',
  'models clean': '--all --older-than --dry-run --json',
};

/** Of commands, in their order. */
const NAMES = [...new Set(Object.keys(FLAGS).map((name) => name.split(' ')[0]!))];

const escaped = (text: string): string => text.replace(/[[\]|.]/g, '\\$&');

/** Flags that stand at the beginning of help's lines. */
const flagsIn = (help: string): string[] =>
  [...help.split('\nWhat can be chosen')[0]!.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
    .map(([, flag]) => flag!)
    .filter((flag) => flag !== '--help');

test('help of all lists every command, with a line each, in one screen', async () => {
  const { status, stdout, stderr } = await faccent('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const listed = [...stdout.matchAll(/^ {2}([a-z]+) {2,}(\S.*)$/gm)].map(([, name]) => name);
  expect(listed).toEqual(NAMES);
  const lines = stdout.split('\n');
  expect(lines.length).toBeLessThan(32);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
  expect((await faccent('help')).stdout).toBe(stdout);
});

test('help of accentuate is in parts, and its options are a page', async () => {
  const [options, more] = (await faccent('accentuate', '--help')).stdout.split('\nWhat can be chosen');
  const [choices] = more!.split('\nExamples:');
  expect(options).toMatch(
    /^What is raised:$[^]*^How it climbs:$[^]*^The picture, and how close it stays:$[^]*^Results:$[^]*^The model:$/m,
  );
  expect(options!.split('\n').length).toBeLessThan(81);
  expect(choices!.split('\n').length).toBeLessThan(16);
});

describe.each(Object.entries(FLAGS))('help of %s', (name, flags) => {
  const words = name.split(' ');

  test('lists its flags, and hides the name that views had', async () => {
    const { status, stdout, stderr } = await faccent(...words, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: faccent ${name} `));
    expect(flagsIn(stdout).sort()).toEqual(flags.split(/\s+/).filter(Boolean).sort());
    expect(stdout).not.toContain('crops');
  });

  test('ends with examples, which tests/site/helps.test.ts runs', async () => {
    const [, examples] = (await faccent(...words, '--help')).stdout.split('\nExamples:\n');
    const lines = examples!.trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(new RegExp(`^  faccent ${name.replace(' make', '( make)?')}( |$)`));
  });
});

test.each(['accentuate', 'atlas', 'models'])('faccent help %s is faccent %s --help', async (name) => {
  const { status, stdout } = await faccent('help', name);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: faccent ${name} `));
  expect(stdout).toBe((await faccent(name, '--help')).stdout);
});

test.each(['accentuate', 'visualize'])('help of %s lists what can be chosen for its flags', async (name) => {
  const text = (await faccent(name, '--help')).stdout.replace(/\s+/g, ' ');
  const said = (words: string): RegExp => new RegExp(`(?:,|JSON|--[a-z]+) ${escaped(words)}(?:,| |$)`);
  for (const { declared } of [parameterizations, transforms, optimizers, schedules])
    for (const one of declared.filter(({ short }) => short)) expect(text).toMatch(said(usageOf(one)));
  for (const one of objectives.names) expect(text).toMatch(said(one));
  const held = regularizers.declared.map((one) => text.includes(` ${usageOf(one)} `));
  expect(new Set(held)).toEqual(new Set([name === 'accentuate']));
});

test('help of attribute lists the methods', async () => {
  const { stdout } = await faccent('attribute', '--help');
  for (const { name, about } of attributionMethods.declared)
    expect(stdout.replace(/\s+/g, ' ')).toContain(` ${name} ${about}`);
});

describe('a mistake says what to do', () => {
  test.each<[string[], RegExp]>([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['acentuate', photo], /unknown command 'acentuate'/],
    [['top', photo, '--sise', '9'], /unknown option '--sise'/],
    [['concept', 'smelt'], /unknown command 'smelt'/],
    [['models', 'lst'], /unknown command 'lst'/],
    [['top'], /missing required argument 'photo'/],
    [['top', photo, photo], /too many arguments/],
  ])('%j', (args, message) => expectRefusal(args, message));

  test.each([
    ['acentuate', /Did you mean accentuate\?/],
    ['frobnicate', /\(faccent COMMAND --help lists the options\)/],
  ])('%s', async (name, help) => {
    expect((await faccent(name)).stderr).toMatch(help);
  });

  test('no command is the help of all, and a status', async () => {
    const { status, stdout, stderr } = await faccent();
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe((await faccent('--help')).stdout);
  });
});

test('the version is the one of the package', async () => {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  expect((await faccent('--version')).stdout).toBe(`${version}\n`);
});
