// `explain` says which classes, shows why on one page, and leaves nothing behind where it cannot.
import { copyFileSync, readFileSync } from 'node:fs';
import type { ExplanationJson } from 'faccent';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { oneProcess, runFaccent, type Outcome } from '../testing/command.js';
import { onMini } from '../../testing/mini-inception.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, expectRefusal } = workFolder('explain', oneProcess());

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
    expect(out.stderr).toMatch(/accentuating the channel mixed5b:\d+ \(1 of \d+\)/);
    expect(out.stdout).toMatch(/^the model says\n +\d+\.\d %/);
    expect(out.stdout).toMatch(
      /accentuated for schooner rather than .*schooner \d+\.\d %\n(?: +carried by mixed5b:\d+, which adds -?\d+\.\d\d → -?\d+\.\d\d\n){4}/,
    );
  });

  test('leaves a page, a sheet, the numbers, a recipe of each accentuation, and pictures of channels', async () => {
    const { channels, layer, accentuations: parts } = json('run');
    expect(layer).toBe('mixed5b');
    const shown = [...channels, ...parts.flatMap(({ carriers }) => carriers!.channels)];
    const pictures = [...shown.map(({ where }) => where!), ...channels.map(({ picture }) => picture)];
    expect(names('run')).toEqual(
      [
        ...['explain.json', 'explanation.html', 'sheet.png'],
        ...[...parts, ...channels].map(({ recipe }) => recipe),
        ...pictures,
      ].sort(),
    );
    expect(names('run')).toEqual(expect.arrayContaining(['recipe-actual.json', 'recipe-contrast.json']));
    for (const picture of pictures) {
      const { width, height } = await sharp(at('run', picture)).metadata();
      expect([width, height]).toEqual([64, 64]);
    }
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
    for (const { carriers, probabilities } of accentuations) {
      const named = carriers!.channels;
      expect(named).toHaveLength(4);
      expect(named.map((c) => c.accentuated)).toEqual(sorted(named.map((c) => c.accentuated)));
      expect(named[0]!.accentuated).toBeGreaterThan(0);
      expect(channels.map((c) => c.feature)).toEqual(expect.arrayContaining(named.map((c) => c.feature)));
      expect(probabilities.actual).toBeGreaterThan(0);
    }
    expect(new Set(channels.map((c) => c.feature)).size).toBe(channels.length);
  });

  test('its page needs nothing else, runs nothing, and shows hostile text as text', () => {
    const page = readFileSync(at('run/explanation.html'), 'utf8');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;.jpg');
    expect(page).not.toContain('<img src=x');
    expect(page).not.toMatch(/<script|https?:/);
    // a photograph, two pictures of each part, three of each of its four channels
    expect(page.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(1 + 3 * (2 + 4 * 3));
  });

  test('its contrast and its channels are replayed to the bit', async () => {
    for (const file of ['recipe-contrast.json', json('run').channels[0]!.recipe]) {
      const { stdout } = await faccent('replay', at('run', file), '--json');
      expect(JSON.parse(stdout)).toMatchObject({ identical: true, largestDifference: 0 });
    }
  });

  test('--layer names another layer, --channels says how many of its channels', async () => {
    const flags = ['--layer', 'mixed4a', '--channels', '1', '--out', 'other', '--json'];
    const { stdout } = await faccent('explain', photo, ...small, ...flags);
    const { layer, accentuations, channels } = JSON.parse(stdout) as ExplanationJson;
    expect(layer).toBe('mixed4a');
    for (const { carriers } of accentuations) expect(carriers!.channels).toHaveLength(1);
    for (const { feature } of channels) expect(feature).toMatch(/^mixed4a:\d+$/);
    const none = await faccent('explain', photo, ...small, '--channels', '0', '--out', 'none');
    expect(none.stdout).not.toContain('carried by');
    expect(names('none').filter((name) => name.includes('channel'))).toEqual([]);
  });

  test('Ctrl-C ends it at the next step, and resume does the rest, with what was known of the model', async () => {
    const short = [...onMini, '--size', '64', '--views', '2', '--steps', '12', '--channels', '1'];
    const args = ['explain', photo, '--actual', 'schooner', ...short, '--out', 'stopped'];
    const { status, stderr } = await runFaccent(at(), args, /step 11 of/);
    expect(status).toBe(130);
    expect(stderr).toMatch(/^interrupted after 1[12] steps: faccent resume stopped goes on/m);
    expect(names('stopped')).toEqual(['unfinished']);
    const { stdout } = await faccent('resume', 'stopped', '--json');
    const { folder, ...outcome } = JSON.parse(stdout) as ExplanationJson & { folder: string };
    expect(folder).toBe(at('stopped'));
    expect(outcome).toEqual(json('stopped'));
    expect(outcome.model).toEqual(json('run').model);
    expect(outcome.photo).toBe(photo);
    expect(names('stopped')).not.toContain('unfinished');
    expect((await faccent('resume', 'stopped')).stderr).toMatch(/no interrupted run: its run is finished/);
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
    [['--predicted', '101'], /classes 0 to 100; there is no class 101/],
    [['--predicted', 'ketch', '--actual', '55'], /"ketch" is both predicted and actual/],
    [['--strength=-1'], /'--strength <x>' argument '-1' is invalid. it should be a number, 0 or more/],
    [['--model', 'gone.onnx'], /cannot read the model "gone.onnx"/],
    [['--size', 'big'], /it should be a number of pixels/],
    [['--layer', 'mixed9'], /no layer "mixed9"; the closest are "mixed/],
    [['--layer', 'logits'], /"logits" has no channels that the classes are computed from/],
    [['--channels', '-1'], /'--channels <n>' argument '-1' is invalid. it should be 0 or more/],
    [['--channels', 'few'], /'--channels <n>' argument 'few' is invalid/],
  ])('%j', (args, message) => expectRefusal(['explain', photo, ...small, ...args], message));

  test('the class that the model says is no other', async () => {
    const { predicted } = json('run');
    await expectRefusal(
      ['explain', photo, ...small, '--actual', predicted],
      /the model says ".*" itself: name what to tell it from as predicted/,
    );
  });
});
