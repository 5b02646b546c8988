import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runFaccent } from '../testing/command.js';

const photo = fileURLToPath(new URL('../../../../examples/photos/nagasaki-boats.jpg', import.meta.url));
const work = mkdtempSync(path.join(tmpdir(), 'faccent-explain-'));
const at = (name: string): string => path.join(work, name);
const faccent = (...args: string[]) => runFaccent(work, args);

afterAll(() => rmSync(work, { recursive: true }));

describe('explain', () => {
  const explain = ['explain', photo, '--size', '64', '--steps', '2', '--crops', '2'];

  test('writes a page, a sheet and the numbers', async () => {
    const { status, stdout } = await faccent(...explain, '--actual', 'ketch', '--out', at('why'), '--json');
    expect(status).toBe(0);
    expect(readdirSync(at('why')).sort()).toEqual(['explain.json', 'explanation.html', 'sheet.png']);
    const { predicted, actual, top, explained } = JSON.parse(stdout) as {
      predicted: string;
      actual: string;
      top: { label: string; probability: number }[];
      explained: { name: string; carriers: { feature: string }[]; probabilities: Record<string, number> }[];
    };
    expect(actual).toBe('ketch');
    expect(predicted).toBe(top[0]!.label);
    expect(explained.map((e) => e.name)).toEqual([predicted, 'ketch', `ketch rather than ${predicted}`]);
    for (const { carriers, probabilities } of explained) {
      expect(carriers[0]!.feature).toMatch(/^mixed3a:\d+$/);
      expect(Object.keys(probabilities)).toEqual([predicted, 'ketch']);
    }
    const page = readFileSync(`${at('why')}/explanation.html`, 'utf8');
    expect(page).not.toMatch(/<script|https?:\/\//);
    expect(page.match(/data:image\/png/g)).toHaveLength(7);
  });

  test.each([
    [['--actual', 'unicorn'], /no class "unicorn"/],
    [['--actual', '100000'], /there is no unit 100000/],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await faccent(...explain, ...args, '--out', at('refused'));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(existsSync(at('refused'))).toBe(false);
  });
});
