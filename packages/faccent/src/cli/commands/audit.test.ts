// `audit` says whether a feature's pictures are to be believed, on one page, goes on where it was stopped, and refuses what cannot be.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AuditJson } from 'faccent';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Outcome, runFaccent } from '../testing/command.js';
import { onMini } from '../../testing/mini-inception.js';
import { photo, photos, workFolder } from '../testing/folder.js';

const { at, faccent, names, expectRefusal } = workFolder('audit');

const small = [...onMini, '--size', '64', '--quick', '--steps', '2', '--views', '2', '--second', 'none'];
const json = (folder: string): AuditJson =>
  JSON.parse(readFileSync(at(`${folder}/audit.json`), 'utf8')) as AuditJson;

describe('audit', () => {
  let out: Outcome;
  beforeAll(async () => {
    mkdirSync(at('natural'));
    for (const name of ['chelsea.png', 'coffee.png', 'allium-oreophilum.jpg', 'airplane-from-above.jpg'])
      copyFileSync(path.join(photos, name), at('natural', name));
    out = await faccent('audit', 'mixed4a:7', photo, ...small, '--natural', 'natural', '--out', 'run');
  });

  test('tells what each check came to', () => {
    expect(out).toMatchObject({ status: 0 });
    expect(out.stderr).toMatch(/accentuating mixed4a:7, fourier, seed 0 \(1 of 7\)/);
    expect(out.stderr).toMatch(/accentuating mixed4a:7, weights shuffled, fourier, seed 0 \(7 of 7\)/);
    expect(out.stdout).toMatch(/^mixed4a:7: (?:\d+ sound|\d+ doubtful|\d+ not measured)/);
    expect(out.stdout).toMatch(/^not measured {2}Does another network see it, too\?$/m);
    expect(out.stdout).toMatch(/see audit\.html first/);
  });

  test('leaves a page, its numbers, every picture and a recipe that replays to the bit', async () => {
    const { checks, pictures, natural, photos } = json('run');
    expect(names('run')).toEqual(
      ['audit.html', 'audit.json', 'recipe.json', 'sheet.png', ...pictures.map(({ file }) => file)].sort(),
    );
    expect(pictures.map(({ kind }) => kind)).toEqual([
      ...['own', 'own', 'own', 'own', 'others', 'others', 'randomized'],
    ]);
    expect(natural).toEqual({ from: '4 photographs of "natural"', weak: false });
    expect(photos).toEqual([photo]);
    expect(checks.find(({ name }) => name === 'otherNetwork')!.verdict).toBe('not measured');
    expect(checks.find(({ name }) => name === 'agreement')!.lines).toHaveLength(4);
    const { stdout } = await faccent('replay', at('run/recipe.json'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ identical: true, largestDifference: 0 });
  });

  test('is of several photographs and of a class, with another network, and prints JSON when asked', async () => {
    const second = at('natural/chelsea.png');
    const flags = ['--checks', 'otherNetwork,redirect', '--writings', 'pixel', '--others', '1', '--json'];
    const run = ['audit', 'schooner', photo, second, ...small.slice(0, -1), onMini[1], ...flags];
    const { stdout, stderr } = await faccent(...run);
    expect(stderr).toBe('');
    const { folder, feature, checks, pictures, photos, ...rest } = JSON.parse(stdout) as AuditJson & {
      folder: string;
    };
    expect(folder).toBe(at('audited/nagasaki-boats-schooner'));
    expect(feature.label).toBe('schooner');
    expect(checks.map(({ name }) => name)).toEqual(['otherNetwork', 'redirect']);
    // the class, and what the pictures have in common
    expect(checks[0]!.lines).toHaveLength(2);
    expect(pictures.map((p) => [p.kind, p.photo])).toEqual(
      [0, 1].flatMap((photo) => ['own', 'own', 'others'].map((kind) => [kind, photo])),
    );
    expect(photos).toEqual([photo, second]);
    expect(rest.natural.weak).toBe(true);
  });

  test('Ctrl-C ends it at the next step, and resume does the rest', async () => {
    const flags = [
      '--steps',
      '6',
      '--natural',
      'natural',
      '--seeds',
      '1',
      '--writings',
      'fourier',
      '--others',
      '1',
    ];
    // what is made last is slow to be measured, and is tested above
    const args = ['audit', 'mixed4a:7', photo, ...small, ...flags, '--checks', 'agreement'];
    const { status, stderr } = await runFaccent(at(), [...args, '--out', 'stopped'], /\(2 of 2\)/);
    expect(status).toBe(130);
    expect(stderr).toMatch(/^interrupted after \d+ steps: faccent resume stopped goes on/m);
    expect(names('stopped')).toEqual(['unfinished']);
    const { stdout } = await faccent('resume', 'stopped', '--json');
    await faccent(...args, '--out', 'whole', '--quiet');
    const { folder, ...outcome } = JSON.parse(stdout) as AuditJson & { folder: string };
    expect(folder).toBe(at('stopped'));
    expect(outcome).toEqual(json('whole'));
    expect(names('stopped')).toEqual(names('whole'));
  });

  test.each([
    ['a layer that is not there', ['nowhere:7', photo], /"nowhere"/],
    ['a unit that is not there', ['mixed4a:9999', photo], /no unit 9999/],
    ['a class that is not there', ['no such class', photo], /no such class/],
    ['a check that is none', ['mixed4a:7', photo, '--checks', 'truth'], /--checks.*agreement/],
    ['one parameterization twice', ['mixed4a:7', photo, '--writings', 'pixel,pixel'], /--writings.*twice/],
    ['a photograph that is not there', ['mixed4a:7', 'gone.jpg'], /gone\.jpg/],
    ['natural photographs that are not there', ['mixed4a:7', photo, '--natural', 'gone'], /--natural.*gone/],
    [
      'another network that is not there',
      ['mixed4a:7', photo, '--second', 'gone.onnx'],
      /--second.*gone\.onnx/,
    ],
  ] as const)('refuses %s, and leaves nothing behind', async (_, args, message) => {
    await expectRefusal(['audit', ...args.slice(0, 2), ...small, ...args.slice(2)], message);
  });
});
