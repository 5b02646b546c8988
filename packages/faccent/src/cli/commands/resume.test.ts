// Proves that Ctrl-C loses nothing: a resumed run ends as one that was left alone, to the bit.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { oneProcess, runFaccent } from '../testing/command.js';
import { onMini } from '../../testing/mini-inception.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn, expectRefusal } = workFolder('resume', oneProcess());

test.each<[string, string[]]>([
  ['as it is', []],
  [
    'with every setting',
    [
      ...['--transform', 'pad:4,jitter:8,pixelNoise', '--optimizer', 'nadam', '--schedule', 'linear:0.1'],
      ...['--regularize', 'mixed3a:1:2', '--regularize', 'conv2', '--mask', 'mask.png', '--redirect'],
    ],
  ],
])(
  'Ctrl-C loses nothing: the resumed run ends as one that was left alone, to the bit: %s',
  async (name, settings) => {
    const [cutFolder, wholeFolder] = [`cut ${name}`, `whole ${name}`];
    const black = { input: { create: { width: 64, height: 20, channels: 3, background: '#000' } } } as const;
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } })
      .composite([{ ...black, top: 0, left: 0 }])
      .png()
      .toFile(at('mask.png'));
    const run = [
      ...[
        'accentuate',
        photo,
        ...onMini,
        '--class',
        'ketch',
        '--size',
        '64',
        '--views',
        '2',
        '--steps',
        '16',
      ],
      ...settings,
    ];

    const cut = await runFaccent(at(), [...run, '--out', cutFolder], /step 11 of/);
    expect(cut.stderr).toMatch(/interrupted after \d+ steps: faccent resume .*cut .* goes on/);
    expect(cut.status).toBe(130);
    expect(names(cutFolder)).toEqual(['unfinished']);

    expect((await faccent('resume', cutFolder)).status).toBe(0);
    expect(names(cutFolder)).not.toContain('unfinished');
    expect((await faccent(...run, '--out', wholeFolder, '--quiet')).status).toBe(0);
    expect(recipeIn(cutFolder).results).toEqual(recipeIn(wholeFolder).results);
  },
);

test('what it was asked to write is written when it goes on', async () => {
  const run = [
    'accentuate',
    photo,
    ...onMini,
    '--class',
    'ketch',
    '--size',
    '64',
    '--views',
    '2',
    '--steps',
    '15',
  ];
  const outputs = ['--animate', 'gif', '--snapshots', '3', '--report', '--save-tensors', 'tensors/all.npy'];
  await runFaccent(at(), [...run, ...outputs, '--out', 'asked'], /step 11 of/);
  expect(names('asked')).toEqual(['unfinished']);
  expect((await faccent('resume', 'asked')).stderr).not.toMatch(/error/);
  expect(names('asked')).toEqual(expect.arrayContaining(['run.gif', 'report.html', 'measures.json']));
  expect(names('asked')).not.toContain('run.webp');
  expect(names('tensors').length).toBeGreaterThan(0);
});

test('of several runs, those that are done stay, and the one that Ctrl-C ended goes on', async () => {
  const run = [
    'accentuate',
    photo,
    ...onMini,
    '--size',
    '64',
    '--views',
    '2',
    '--steps',
    '11',
    '--out',
    'several',
  ];
  const features = ['--feature', 'mixed4a:1', '--feature', 'mixed4a:2', '--feature', 'mixed4a:3'];
  const cut = await runFaccent(at(), [...run, ...features], /step 11 of[^]*step 1 of/);
  expect(cut.status).toBe(130);
  expect(names('several')).toEqual(['mixed4a-1', 'mixed4a-2', 'mixed4a-3']);
  expect((await faccent('resume', 'several/mixed4a-2', '--quiet')).status).toBe(0);
  for (const name of ['mixed4a-1', 'mixed4a-2', 'mixed4a-3'])
    expect(recipeIn(`several/${name}`).results.steps).toHaveLength(11);
});

test('a folder without an interrupted run is refused', async () => {
  await expectRefusal(['resume', '.'], /holds no interrupted run/);
});
