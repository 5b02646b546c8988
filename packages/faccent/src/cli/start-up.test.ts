// Proves that help starts with next to nothing, and that what reads pictures or runs graphs is loaded when it is needed.
import { expect, test } from 'vitest';
import { photo, workFolder } from './testing/folder.js';
import { modulesOf } from './testing/modules.js';

const { at } = workFolder('start-up');

const loading = (...args: string[]) => modulesOf(at, args);
const SHARP = /node_modules\/(?:sharp|@img)\//;
const RUNTIME = /node_modules\/onnxruntime-(?:node|web)\/(?:dist|bin)\/|\.node$/;
const among = (modules: readonly string[], what: RegExp): string[] => modules.filter((url) => what.test(url));

test('a command that reads a picture and runs a graph loads what does so, and this test sees it', async () => {
  const modules = await loading('top', photo, '-k', '1');
  expect(among(modules, SHARP)).not.toEqual([]);
  expect(among(modules, /onnxruntime_binding\.node$/)).not.toEqual([]);
  expect(among(modules, /faccent\/dist\/index\.js$/)).not.toEqual([]);
});

test.each([['--help'], ['--version'], ['help'], []])(
  '%s loads the list of commands, what guards the terminal, and nothing else',
  async (...args) => {
    const modules = await loading(...args.filter(Boolean)).catch((error: { stderr: string }) => {
      // without a command it shows help, and says by its status that it did nothing
      expect(error.stderr).toMatch(/^Usage: faccent/);
      return loading('--help');
    });
    expect(
      among(modules, /faccent\/dist\//)
        .map((url) => url.replace(/^.*\/dist\//, ''))
        .sort(),
    ).toEqual([
      ...['cli/main.js', 'cli/print/colours.js', 'cli/print/terminal.js'],
      ...['formats/visible-text.js', 'version.js'],
    ]);
    const packages = modules.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    expect([...new Set(packages)].sort()).toEqual(['commander', 'picocolors']);
  },
);

test.each(['accentuate', 'visualize', 'attribute', 'explain', 'top', 'bench', 'circuit', 'gradient'])(
  'help of %s reads no picture and runs no graph',
  async (name) => {
    const modules = await loading(name, '--help');
    expect(among(modules, SHARP)).toEqual([]);
    expect(among(modules, RUNTIME)).toEqual([]);
  },
);
