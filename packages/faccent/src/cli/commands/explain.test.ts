// `explain` says which classes, shows why on one page, and leaves nothing behind where it cannot.
import { copyFileSync, readFileSync } from 'node:fs';
import type { ExplanationJson } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Outcome, runFaccent } from '../testing/command.js';
import { onMini } from '../../testing/mini-inception.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, expectRefusal } = workFolder('explain');

const small = [...onMini, '--size', '64', '--steps', '2', '--views', '2'];
const json = (folder: string): ExplanationJson =>
  JSON.parse(readFileSync(at(`${folder}/explain.json`), 'utf8')) as ExplanationJson;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => b - a);

describe('explain', () => {
  let out: Outcome;
  // a name that a page must not take for markup
  const hostile = at('<img src=x onerror=alert(1)>.jpg');
  beforeAll(async () => {
    copyFileSync(photo, hostile);
    out = await faccent('explain', hostile, '--actual', 'schooner', ...small, '--out', at('run'));
  });

  test('tells what the model said and what each accentuation did', () => {
    expect(out.status).toBe(0);
    expect(out.stderr).toMatch(/accentuating .* \(3 of 3\)/);
    expect(out.stdout).toMatch(/^the model says\n +\d+\.\d %/);
    expect(out.stdout).toMatch(
      /accentuated for schooner rather than .*schooner \d+\.\d %; carried by mixed3a:\d+/,
    );
  });

  test('leaves a page, a sheet, the numbers and a recipe of each accentuation', async () => {
    expect(names('run')).toEqual([
      'explain.json',
      'explanation.html',
      'recipe-actual.json',
      'recipe-contrast.json',
      'recipe-predicted.json',
      'sheet.png',
    ]);
    expect((await sharp(at('run/sheet.png')).metadata()).width).toBeGreaterThan(4 * 64);
    const { said, predicted, actual, accentuations } = json('run');
    expect(said[0]!.label).toBe(predicted);
    expect(said.map((s) => s.label)).toContain('schooner');
    expect(actual).toBe('schooner');
    expect(accentuations.map((a) => a.name)).toEqual([
      predicted,
      'schooner',
      `schooner rather than ${predicted}`,
    ]);
    for (const { channels, probabilities } of accentuations) {
      const { carried, gained } = channels!;
      expect([carried.length, gained.length]).toEqual([5, 5]);
      expect(carried.map((c) => c.accentuated)).toEqual(sorted(carried.map((c) => c.accentuated)));
      const gains = gained.map((c) => c.accentuated - c.photograph);
      expect(gains).toEqual(sorted(gains));
      expect(gains[0]).toBeGreaterThan(0);
      expect(probabilities.actual).toBeGreaterThan(0);
    }
  });

  test('its page needs nothing else, runs nothing, and shows hostile text as text', () => {
    const page = readFileSync(at('run/explanation.html'), 'utf8');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;.jpg');
    expect(page).not.toContain('<img src=x');
    expect(page).not.toMatch(/<script|https?:/);
    expect(page.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(7);
  });

  test('its contrast is replayed to the bit', async () => {
    const { stdout } = await faccent('replay', at('run/recipe-contrast.json'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ identical: true, largestDifference: 0 });
  });

  test('Ctrl-C ends it, with nothing kept of a part of it', async () => {
    const before = names();
    const slow = [...onMini, '--size', '64', '--views', '2', '--steps', '40'];
    const { status, stderr } = await runFaccent(at(), ['explain', photo, ...slow], /step 11 of/);
    expect(status).toBe(130);
    expect(stderr).toMatch(/^interrupted: nothing is kept/m);
    expect(names()).toEqual(before);
  });

  test('takes the two strongest classes by itself, and prints nothing but JSON when asked', async () => {
    const { stdout, stderr } = await faccent('explain', photo, ...small, '--json');
    expect(stderr).toBe('');
    const { said, predicted, actual } = JSON.parse(stdout) as ExplanationJson;
    expect([predicted, actual]).toEqual([said[0]!.label, said[1]!.label]);
  });
});

describe('bad input is one clear message, a status and nothing left behind', () => {
  test.each<[string[], RegExp]>([
    [['--actual', 'kettch'], /no class "kettch"/],
    [['--predicted', '101'], /units 0 to 100; there is no unit 101/],
    [['--predicted', 'ketch', '--actual', '55'], /"ketch" is both predicted and actual/],
    [['--strength=-1'], /'--strength <x>' argument '-1' is invalid. it should be a number, 0 or more/],
    [['--model', 'gone.onnx'], /cannot read the model "gone.onnx"/],
    [['--size', 'big'], /it should be a number of pixels/],
  ])('%j', (args, message) => expectRefusal(['explain', photo, ...small, ...args], message));

  test('the class that the model says is no other', async () => {
    const { predicted } = json('run');
    await expectRefusal(
      ['explain', photo, ...small, '--actual', predicted],
      /the model says ".*" itself: name what to tell it from as predicted/,
    );
  });
});
