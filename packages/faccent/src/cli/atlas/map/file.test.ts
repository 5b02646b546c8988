// Proves that a map is read as it was written, and that what is none, damaged or of another version is told of.
import { expect, test } from 'vitest';
import { mapFrom } from './file.js';

const cell = {
  ...{ row: 0, column: 1, count: 3, id: '0'.repeat(32) },
  labels: [{ unit: 3, label: 'a label', probability: 0.5 }],
  examples: [{ photograph: 0, box: [0, 0.25, 0.5, 1] }],
};
const level = { side: 2, settings: 'ab', cells: [cell] };
const map = {
  ...{ format: 'faccent-atlas-map', version: 1, created: 'today', name: 'fc', layer: 'fc', points: 3 },
  of: { network: 'ab', photographs: 'cd', positions: 1, background: '#ffffff', randomSeed: -1, least: 3 },
  canvas: [160, 160],
  photographs: [{ path: 'a.png', sha256: 'ef' }],
  levels: [level],
};

test('a map is read as it was written', () => {
  expect(mapFrom(JSON.parse(JSON.stringify(map)), 'fc.json')).toEqual(map);
});

test('what is none says where, and what to do', () => {
  const withCell = (changed: object) => ({
    ...map,
    levels: [{ ...level, cells: [{ ...cell, ...changed }] }],
  });
  for (const [json, said] of [
    [undefined, 'all of it'],
    [[], 'all of it'],
    [{ ...map, format: 'faccent-atlas' }, 'format'],
    [{ ...map, levels: 'many' }, 'levels'],
    [withCell({ id: '../away' }), 'levels.0.cells.0.id'],
    [withCell({ row: 7 }), 'levels.0.cells.0.row'],
    [
      withCell({ examples: [{ photograph: 4, box: [0, 0, 1, 1] }] }),
      'levels.0.cells.0.examples.0.photograph',
    ],
    [withCell({ examples: [{ photograph: 0, box: [0, 0, 1, 7] }] }), 'levels.0.cells.0.examples.0.box.3'],
  ] as const)
    expect(() => mapFrom(json, 'fc.json')).toThrow(
      `the map "fc.json" is damaged (${said} is not what faccent writes): delete it`,
    );
  expect(() => mapFrom({ ...map, version: 9 }, 'fc.json')).toThrow('is of version 9');
});
