// Proves what faccent layers, top and gradient print and write.
import { fileURLToPath } from 'node:url';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatNpy, parseNpy } from '../../formats/npy.js';
import { onMini } from '../../testing/mini-inception.js';

import { oneProcess } from '../testing/command.js';
import { photo, tinyModel as tiny, workFolder } from '../testing/folder.js';

const { at, faccent } = workFolder('looks', oneProcess());

test('layers is a tree with shapes and marks, and with --all a list', async () => {
  const { stdout } = await faccent('layers', ...onMini);
  expect(stdout).toMatch(/^or mixed3a +Concat.* 128 × 32 × 32$/m);
  expect(stdout).toMatch(/^o {2}logits +Gemm +101$/m);
  const lines = (text: string) => text.split('\n').filter((line) => /^o/.test(line)).length;
  const all = (await faccent('layers', ...onMini, '--all')).stdout;
  expect(all).toMatch(/^or mixed4a\/b3_0 +Relu/m);
  expect(lines(all)).toBeGreaterThan(lines(stdout));
  const layers = JSON.parse((await faccent('layers', ...onMini, '--json')).stdout) as { name: string }[];
  expect(layers.some((l) => l.name === 'mixed4a/b3_0')).toBe(true);
});

test('layers needs no description', async () => {
  expect((await faccent('layers', '--model', tiny)).stdout).toMatch(/^or relu2 +Relu +\d+ × \d+ × \d+$/m);
  const grey = fileURLToPath(new URL('../../../../../tests/fixtures/exporters/grey.onnx', import.meta.url));
  const { stdout } = await faccent('layers', '--model', grey);
  expect(stdout).toMatch(/^channels +grey +its graph \(its only input\)$/m);
  expect(stdout).toMatch(/^size +28 × 28 +the model's input$/m);
  expect(stdout).toMatch(/^range +0 to 1 +nothing \(runs must be told\)$/m);
});

test('a device that is asked for and does not start is refused; auto takes one that does', async () => {
  const absent = process.platform === 'win32' ? 'coreml' : 'dml';
  const run = ['--size', '32', '--steps', '1', '--views', '1'];
  for (const args of [
    ['top', photo, '-k', '1'],
    ['accentuate', photo, '--class', '0', ...run, '--out', at('none')],
    ['visualize', '--class', '0', ...run, '--out', at('none')],
    ['attribute', photo, '--class', '0', '--out', at('none')],
  ]) {
    const { status, stdout, stderr } = await faccent(...args, ...onMini, '--device', absent);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^error: "${absent}" does not start \\(.*\\): it takes .*; the device "auto" takes`, 'm'),
    );
  }
  expect((await faccent('top', photo, ...onMini, '-k', '1', '--device', 'auto')).stdout).toContain('%');
});

test('top lists classes, or channels with positions', async () => {
  const classes = JSON.parse((await faccent('top', photo, ...onMini, '--json', '-k', '3')).stdout) as {
    label: string;
    probability: number;
  }[];
  expect(classes).toHaveLength(3);
  expect(classes[0]!.probability).toBeGreaterThan(classes[2]!.probability);
  expect((await faccent('top', photo, ...onMini, '--layer', 'mixed4a', '-k', '2')).stdout).toMatch(
    /strongest \(.*\) at row \d+, column \d+/,
  );
});

test('top lists the channels that stand out at a place, of the main layers early to late or of one', async () => {
  const found = JSON.parse(
    (await faccent('top', photo, ...onMini, '--at', '0.4,0.5', '-k', '2', '--json')).stdout,
  ) as {
    layer: string;
    excess: number;
  }[];
  const layers = [...new Set(found.map(({ layer }) => layer))];
  expect(layers[0]).toBe('conv1');
  expect(layers.at(-1)).toBe('mixed5b');
  expect(found.every(({ excess }) => excess > 0)).toBe(true);
  const lines = (await faccent('top', photo, ...onMini, '--at', '1,1', '--layer', 'mixed4a', '-k', '1'))
    .stdout;
  expect(lines).toMatch(/mixed4a:\d+ .* stands out by .*, \d+% of its peak, at row 15, column 15$/m);
});

test('gradient writes what central differences say', async () => {
  const data = Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i));
  writeFileSync(at('x.npy'), formatNpy([1, 3, 32, 32], data));
  const args = [
    'gradient',
    '--model',
    tiny,
    '--feature',
    'fc:3',
    '--input',
    at('x.npy'),
    '--out',
    at('g.npy'),
  ];
  const first = await faccent(...args);
  expect(first.status).toBe(0);
  const gradient = parseNpy(readFileSync(at('g.npy')), 'g.npy');
  expect(gradient.dims).toEqual([1, 3, 32, 32]);
  const value = (text: string): number => Number(/is (-?[\d.e-]+);/.exec(text)![1]);
  const step = 0.05;
  const norm = Math.hypot(...(gradient.data as Float32Array));
  writeFileSync(
    at('y.npy'),
    formatNpy(
      [1, 3, 32, 32],
      data.map((v, i) => v + (step * Number(gradient.data[i])) / norm),
    ),
  );
  const second = await faccent(
    'gradient',
    '--model',
    tiny,
    '--feature',
    'fc:3',
    '--input',
    at('y.npy'),
    '--out',
    at('h.npy'),
  );
  expect((value(second.stdout) - value(first.stdout)) / step / norm).toBeCloseTo(1, 1);
});
