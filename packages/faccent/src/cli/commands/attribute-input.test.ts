// Proves that whatever is wrong with what faccent attribute is given is one clear message, and leaves nothing behind.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { oneProcess, runFaccent } from '../testing/command.js';
import { onMini } from '../../testing/mini-inception.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, names, faccent, expectRefusal } = workFolder('attribute-input', oneProcess());
const ketch = [...onMini, '--class', 'ketch', '--size', '48'];
const cam = [...ketch, '--method', 'signedCam'];

beforeAll(async () => {
  const run = [...onMini, '--class', 'ketch', '--size', '40', '--steps', '1', '--views', '1', '--quiet'];
  await faccent('accentuate', photo, ...run, '--out', at('run'));
});

test.each([
  'a b',
  '-out',
  '$(touch pwned)',
  '<i>&\'quoted".x',
  'new\nline',
  'ünïcode 船',
  '100%',
  '..., all',
])('the folder %j', async (name) => {
  const folder = at('hostile', name);
  cpSync(at('run'), folder, { recursive: true });
  copyFileSync(photo, path.join(folder, `${name}.jpg`));
  const files = names('hostile', name);
  const out = await runFaccent(folder, [
    ...[
      'attribute',
      `./${name}.jpg`,
      '--method',
      'signedCam',
      '--quiet',
      `--accentuation=${folder}`,
      ...onMini,
    ],
    ...[`--range-images=${folder}`, `--out=${name}`],
  ]);
  expect(out).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(names('hostile', name)).toEqual([...files, name].sort());
  expect(names('hostile', name, name)).toContain('sheet.png');
});

test('by default the folder is named by photograph and feature, whatever they are called', async () => {
  copyFileSync(photo, at('..x; <y>.jpg'));
  const { status } = await faccent('attribute', '..x; <y>.jpg', '--quiet', ...cam);
  expect(status).toBe(0);
  expect(names('attributed')).toEqual(['x-y-ketch']);
  rmSync(at('attributed'), { recursive: true });
});

describe('bad input is one clear message, a status and nothing left behind', () => {
  beforeAll(() => {
    writeFileSync(at('text.jpg'), 'this is no picture');
    writeFileSync(at('file'), '');
    mkdirSync(at('empty'));
    cpSync(at('run'), at('damaged'), { recursive: true });
    writeFileSync(at('damaged/opacity.png'), 'this is no picture');
    cpSync(at('run'), at('other'), { recursive: true });
    const recipe = readFileSync(at('run/recipe.json'), 'utf8');
    writeFileSync(at('other/recipe.json'), recipe.replace(/("sha256": ")\w/, '$1-'));
    mkdirSync(at('mixed'));
    writeFileSync(at('mixed/text.png'), 'this is no picture');
  });

  test.each<[string, string[], RegExp]>([
    [
      'method',
      [...ketch, '--method', 'gradcam'],
      /no attribution method "gradcam"; there are gradCam, .*smoothGrad/,
    ],
    ['method of an object', [...ketch, '--method', 'toString'], /no attribution method "toString"/],
    [
      'images that nothing takes',
      [...ketch, '--method', 'gradCam', '--range-images', at('mixed')],
      /--range-images is for signedCam, /,
    ],
    [
      'an option of no method',
      [...ketch, '--method', '{"name": "gradCam", "samples": 3}'],
      /has "samples", which it does not know; it has layer/,
    ],
    ['no method', [...ketch, '--method', ''], /no attribution method ""/],
    ['no feature', ['--method', 'all'], /name one feature: either --feature LAYER:UNIT or --class/],
    ['two features', [...ketch, '--feature', 'mixed4a:1'], /name one feature/],
    ['unknown class', [...onMini, '--class', 'kettch'], /no class "kettch"/],
    [
      'unknown layer of a feature',
      [...onMini, '--feature', 'mixed9:1'],
      /no layer "mixed9"; the closest are "mixed/,
    ],
    ['unit', [...onMini, '--feature', 'mixed4a:9999', '--size', '48'], /there is no unit 9999/],
    ['unknown layer', [...ketch, '--method', 'gradCam', '--layer', 'mixed9'], /no layer "mixed9"/],
    ['layer without positions', [...cam, '--layer', 'logits'], /"logits" has no positions to map/],
    [
      'layer that nothing takes',
      [...ketch, '--method', 'saliency', '--layer', 'mixed4a'],
      /--layer is for gradCam and signedCam, /,
    ],
    ['no folder of images', [...cam, '--range-images', 'gone'], /there is no folder "gone"/],
    ['an empty folder of images', [...cam, '--range-images', at('empty')], /is empty/],
    [
      'a folder with a bad image',
      [...cam, '--range-images', at('mixed')],
      /cannot read ".*text.png" as an image/,
    ],
    ['no run', [...ketch, '--accentuation', 'gone'], /there is no folder "gone"/],
    [
      'not a run',
      [...ketch, '--accentuation', at('empty')],
      /not the folder of an accentuation: .* no recipe/,
    ],
    ['half a run', [...ketch, '--accentuation', at('damaged')], /cannot read ".*opacity.png" as an image/],
    ['another model’s run', ['--accentuation', at('other')], /made with another model: give it by --model/],
    ['out is a file', [...ketch, '--out', at('file')], /cannot write to the folder/],
    ['no model', [...ketch, '--model', 'gone.onnx'], /cannot read the model "gone.onnx"/],
  ])('%s', async (_, args, message) => {
    await expectRefusal(['attribute', photo, ...args], message);
  });

  test.each<[string, RegExp]>([
    ['gone.jpg', /cannot read "gone.jpg": there is no such file/],
    ['text.jpg', /cannot read "text.jpg" as an image/],
    ['.', /it is a folder, not a file/],
  ])('photograph %s', async (name, message) => {
    await expectRefusal(['attribute', name, ...ketch], message);
  });
});
