import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Recipe } from 'faccent';
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

test('Ctrl-C loses nothing: the resumed run ends as one that was left alone, to the bit', async () => {
  const work = mkdtempSync(path.join(tmpdir(), 'resume-'));
  const at = (name: string): string => path.join(work, name);
  const run = ['accentuate', photo, '--class', 'ketch', '--size', '64', '--crops', '4', '--steps', '25'];

  const cut = await faccent([...run, '--out', at('cut')], /step 11 of/);
  expect(cut.stderr).toMatch(/interrupted after \d+ steps: faccent resume .*cut goes on/);
  expect(cut.status).toBe(130);
  expect(readdirSync(at('cut')).sort()).toEqual(['checkpoint.json', 'checkpoint.safetensors']);

  expect((await faccent(['resume', at('cut')])).status).toBe(0);
  expect(existsSync(at('cut/checkpoint.json'))).toBe(false);
  expect((await faccent([...run, '--out', at('whole'), '--quiet'])).status).toBe(0);
  const results = (name: string): Recipe['results'] =>
    (JSON.parse(readFileSync(at(`${name}/recipe.json`), 'utf8')) as Recipe).results;
  expect(results('cut')).toEqual(results('whole'));
}, 120_000);

test('a folder without an interrupted run is refused', async () => {
  const { status, stderr } = await faccent(['resume', root]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/holds no interrupted run/);
});
