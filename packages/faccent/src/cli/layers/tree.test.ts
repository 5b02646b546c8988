// Proves that a network's modules are shown as a tree that fits a page, with repeated ones shown once.
import { stripVTControlCharacters } from 'node:util';
import { type Layer, layerTree } from 'faccent';
import { expect, test } from 'vitest';
import { forTerminal } from '../print/terminal.js';
import { layerLines, treeLines } from './print.js';
import { folded, opened } from './tree.js';

/** Modules by path, each with a class and the shape of its output. */
function network(modules: Record<string, [type: string, ...dims: number[]]>) {
  const entries = Object.entries(modules);
  return {
    modules: entries.map(([path, [type]]) => ({
      path,
      type: `pkg.${type}`,
      value: path,
      recorded: true,
      aliases: [],
    })),
    layers: entries.map(([name, [, ...dims]]): Layer => ({
      ...{ name, value: name, operator: 'Relu', dims: [1, ...dims] },
      ...{ objective: true, regularizer: dims.length > 1, modules: [{ name }] },
    })),
  };
}

const blocks = (count: number, wide: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      [`layers.${i}`, ['Block', wide, 4, 4]],
      [`layers.${i}.conv`, ['Conv2d', wide, 4, 4]],
    ]).flat() as [string, [string, ...number[]]][],
  );

/** Lines as they are read: CI has colours, which others are shown without. */
const plain = (lines: readonly string[]): string[] =>
  lines.map((line) => stripVTControlCharacters(forTerminal(line)).trimEnd());

const shownOf = (modules: Parameters<typeof network>[0], page: number): string[] =>
  plain(treeLines(folded(layerTree(network(modules)), page)));

test('modules lie in one another, with class and shape; blocks that are alike are shown once', () => {
  const lines = shownOf({ stem: ['Conv2d', 3, 8, 8], ...blocks(12, 6), head: ['Linear', 5] }, 60);
  expect(lines).toEqual(
    [
      'or stem                       Conv2d         3 × 8 × 8',
      '   layers',
      'or   layers.0                 Block          6 × 4 × 4',
      'or     layers.0.conv          Conv2d         6 × 4 × 4',
      'or   layers.1 … layers.11     11 more Block  6 × 4 × 4',
      'o  head                       Linear         5',
    ].map(
      (line) =>
        expect.stringMatching(
          new RegExp(`^${line.replaceAll(/ {2,}/g, ' +').replace(/^ \+/, ' +')}$`),
        ) as string,
    ),
  );
});

test('what does not fit a page is closed, and says how much is inside', () => {
  const different = Object.assign(
    {},
    ...Array.from({ length: 9 }, (_, i) => ({
      [`s${i}`]: ['Stage', i + 1, 2, 2],
      [`s${i}.a`]: ['Conv2d', i + 1, 2, 2],
      [`s${i}.b`]: ['ReLU', i + 1, 2, 2],
    })),
  ) as Parameters<typeof network>[0];
  expect(shownOf(different, 60)).toHaveLength(27);
  const lines = shownOf(different, 20);
  expect(lines).toHaveLength(9);
  expect(lines[0]).toMatch(/s0 +Stage, 2 inside +1 × 2 × 2/);
});

test('two that are alike are both shown, and blocks of other shapes are not alike', () => {
  const names = (modules: Parameters<typeof network>[0]) =>
    opened(layerTree(network(modules)), 0).map(({ branch }) => branch.name);
  const inside = (modules: Parameters<typeof network>[0]) =>
    opened(layerTree(network(modules))[0]!.children, 0).map(({ branch, alike }) => [
      branch.name,
      alike?.count,
    ]);
  expect(names(blocks(2, 6))).toEqual(['layers']);
  expect(inside(blocks(2, 6))).toEqual([
    ['layers.0', undefined],
    ['layers.1', undefined],
  ]);
  const four = { ...blocks(4, 6), 'layers.2': ['Block', 7, 4, 4] as [string, ...number[]] };
  expect(inside(four).map(([name]) => name)).toEqual(['layers.0', 'layers.1', 'layers.2', 'layers.3']);
});

test('a list says of each layer which modules it is the output of', () => {
  const { layers } = network({ add: ['Add', 4, 2, 2] });
  const also = [{ ...layers[0]!, modules: [{ name: 'add' }, { name: 'layer1.0' }], dims: undefined }];
  expect(plain(layerLines(also))[0]).toMatch(/^or add +Relu = layer1\.0 +\?$/);
});
