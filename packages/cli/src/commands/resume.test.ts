import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Recipe } from 'faccent';
import sharp from 'sharp';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const photo = path.join(root, 'examples/photos/nagasaki-boats.jpg');

/** Runs the command; sends Ctrl-C once standard error matches. */
function faccent(args: string[], interruptAt?: RegExp): Promise<{ status: number | null; stderr: string }> {
  const command = path.join(root, 'packages/cli/bin/faccent.js');
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, NO_COLOR: '1' } });
  let stderr = '';
  let sent = false;
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    if (interruptAt?.test(stderr) && !sent) sent = child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

const resultsIn = (folder: string): Recipe['results'] =>
  (JSON.parse(readFileSync(path.join(folder, 'recipe.json'), 'utf8')) as Recipe).results;

test.each<[string, string[]]>([
  ['as it is', []],
  [
    'with every setting',
    [
      ...['--transform', 'pad:4,jitter:8,pixel-noise', '--optimizer', 'nadam', '--schedule', 'linear:0.1'],
      ...['--regularize', 'mixed3a:1:2', '--regularize', 'conv2', '--mask', 'mask.png', '--redirect'],
    ],
  ],
])(
  'Ctrl-C loses nothing: the resumed run ends as one that was left alone, to the bit: %s',
  async (_, settings) => {
    const work = mkdtempSync(path.join(tmpdir(), 'resume-'));
    const at = (name: string): string => path.join(work, name);
    try {
      await sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } })
        .composite([
          { input: { create: { width: 64, height: 20, channels: 3, background: '#000' } }, top: 0, left: 0 },
        ])
        .png()
        .toFile(at('mask.png'));
      const given = settings.map((text) => (text === 'mask.png' ? at(text) : text));
      const small = ['--size', '64', '--crops', '2', '--steps', '16'];
      const run = ['accentuate', photo, '--class', 'ketch', ...small, ...given];

      const cut = await faccent([...run, '--out', at('cut')], /step 11 of/);
      expect(cut.stderr).toMatch(/interrupted after \d+ steps: faccent resume .*cut goes on/);
      expect(cut.status).toBe(130);
      expect(readdirSync(at('cut')).sort()).toEqual(['checkpoint.json', 'checkpoint.safetensors']);

      expect((await faccent(['resume', at('cut')])).status).toBe(0);
      expect(existsSync(at('cut/checkpoint.json'))).toBe(false);
      expect((await faccent([...run, '--out', at('whole'), '--quiet'])).status).toBe(0);
      expect(resultsIn(at('cut'))).toEqual(resultsIn(at('whole')));
    } finally {
      rmSync(work, { recursive: true });
    }
  },
  300_000,
);

test('of several runs, those that are done stay, and the one that Ctrl-C ended goes on', async () => {
  const work = mkdtempSync(path.join(tmpdir(), 'resume-'));
  const at = (name: string): string => path.join(work, name);
  try {
    const run = ['accentuate', photo, '--size', '64', '--crops', '2', '--steps', '11', '--out', work];
    const features = ['--feature', 'mixed4a:1', '--feature', 'mixed4a:2', '--feature', 'mixed4a:3'];
    const cut = await faccent([...run, ...features], /step 11 of[^]*step 1 of/);
    expect(cut.status).toBe(130);
    expect(readdirSync(work).sort()).toEqual(['mixed4a-1', 'mixed4a-2']);
    expect((await faccent(['resume', at('mixed4a-2'), '--quiet'])).status).toBe(0);
    for (const name of ['mixed4a-1', 'mixed4a-2']) expect(resultsIn(at(name)).steps).toHaveLength(11);
  } finally {
    rmSync(work, { recursive: true });
  }
}, 300_000);

test('a folder without an interrupted run is refused', async () => {
  const { status, stderr } = await faccent(['resume', root]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/holds no interrupted run/);
});
