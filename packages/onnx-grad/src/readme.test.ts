// Proves that the program that README.md prints is short, and does what it says as it is printed, with what `npm run
// build` made.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = /^```js\n([^]*?)^```$/m.exec(readFileSync(path.join(root, 'README.md'), 'utf8'))![1]!;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onnx-grad-readme-'));
  const modules = path.join(folder, 'node_modules');
  await mkdir(modules);
  const runtime = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  await symlink(root, path.join(modules, 'onnx-grad'), 'junction');
  await symlink(runtime, path.join(modules, 'onnxruntime-node'), 'junction');
  await copyFile(
    path.join(root, '../../tests/fixtures/mini-inception/model.onnx'),
    path.join(folder, 'model.onnx'),
  );
  await writeFile(path.join(folder, 'program.mjs'), program);
});

afterAll(() => rm(folder, { recursive: true }));

test('has at most fifteen lines', () => {
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(15);
});

test('prints the slope of the score in every pixel', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs'], { cwd: folder });
  expect(stdout).toMatch(/^Float32Array\(150528\) \[/);
  const slopes = stdout.match(/-?\d+\.\d+/g)!.map(Number);
  expect(slopes.length).toBeGreaterThan(50);
  expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(1e-4);
  expect(Math.max(...slopes)).toBeLessThan(10);
});
