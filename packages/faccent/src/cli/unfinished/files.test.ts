// Proves that the files of an unfinished run say what was written, and are refused where anything in them is otherwise.
import { describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { formatAsked, parseAsked } from './asked.js';
import { formatCheckpoint, isSound, nameOf, parseCheckpoint, stepsIn } from './checkpoint-file.js';
import { checkHere, isHere } from './here.js';
import { sealed, unsealed } from './sealed.js';
import { parseStands } from './stands.js';
import { askedOf, checkpointOf, here, stepOf } from './testing/run.js';

const asked = askedOf('/run');

describe('what a run was asked', () => {
  const text = formatAsked(asked);
  const changed = (change: (json: Record<string, Record<string, unknown>>) => void): string => {
    const json = JSON.parse(text) as Record<string, Record<string, unknown>>;
    change(json);
    const sha256 = createHash('sha256').update(JSON.stringify(json.asked)).digest('hex');
    return JSON.stringify({ ...json, sha256 });
  };

  test('is read as it was written', () => expect(parseAsked(text, 'run.json')).toEqual(asked));

  test.each<[string, RegExp]>([
    ['', /"run.json" is damaged: it is no JSON/],
    ['[]', /is no unfinished run of this faccent/],
    [text.replace('"version":1', '"version":2'), /is no unfinished run of this faccent/],
    [text.replace('"report":true', '"report":false'), /is damaged: it is not as it was written/],
    [changed(({ asked }) => (asked!.checkpoint = -1)), /does not say what its run was asked/],
    [changed(({ asked }) => (asked!.outputs = { animate: ['exe'] })), /does not say/],
    [changed(({ asked }) => (asked!.outputs = { saveTensors: 3 })), /does not say/],
    [changed(({ asked }) => (asked!.comparisons = { natural: null })), /does not say/],
    [changed(({ asked }) => (asked!.command = { id: 'a' })), /does not say/],
    [changed(({ asked }) => (asked!.probable = 1.5)), /does not say/],
    [changed(({ asked }) => (asked!.request = {})), /is missing/],
  ])('is refused where it is otherwise (%#)', (damaged, message) =>
    expect(() => parseAsked(damaged, 'run.json')).toThrow(message),
  );
});

describe('a sealed file', () => {
  const tensors = new Map([['a', { dims: [2], data: Float32Array.of(1, 2) }]]);
  const { bytes, sha256 } = sealed(tensors, { format: 'f' });

  test('is read as it was written', () => {
    const read = unsealed(bytes, 'file');
    expect(read.tensors.get('a')).toEqual({ dims: [2], data: Float32Array.of(1, 2) });
    expect(read).toMatchObject({ sha256, notes: { format: 'f' } });
  });

  test('is refused with any bit another, or cut off anywhere', () => {
    for (let i = 0; i < bytes.length; i++) {
      const damaged = Uint8Array.from(bytes);
      damaged[i]! ^= 1 << (i % 8);
      expect(() => unsealed(damaged, 'file')).toThrow(/"file" is damaged/);
      expect(() => unsealed(bytes.subarray(0, i), 'file')).toThrow(/"file" is damaged/);
    }
  });
});

describe('a checkpoint', () => {
  const noted = { asked: formatAsked(asked), here, seconds: 2, snapshots: [] };
  const checkpoint = { ...checkpointOf([stepOf(0), stepOf(1)]), balance: 0.5, redirect: false };

  test('is read as it was written', () =>
    expect(parseCheckpoint(formatCheckpoint(checkpoint, noted), 'file')).toEqual({ checkpoint, ...noted }));

  test('has a name that says after how many steps', () => {
    expect([0, 12, 1234567].map((steps) => stepsIn(nameOf(steps)))).toEqual([0, 12, 1234567]);
    for (const other of ['checkpoint-12.safetensors', 'checkpoint-000012.npy', 'x'])
      expect(stepsIn(other)).toBe(undefined);
  });

  test('is sound where all numbers are some', () => {
    expect(isSound(checkpoint)).toBe(true);
    expect(isSound({ ...checkpoint, state: { opacity: Float32Array.of(Infinity) } })).toBe(false);
  });

  const stands = {
    here,
    seconds: 2,
    snapshots: [],
    random: [1, 2, 3, 4],
    steps: [{ step: 0, activation: 1 }],
  };

  test.each<[object, string]>([
    [{ here: {} }, 'here'],
    [{ seconds: '2' }, 'seconds'],
    [{ snapshots: [{ step: 0 }] }, 'snapshots'],
    [{ random: [1, 2, 3] }, 'random'],
    [{ random: [1, 2, 3, 4.5] }, 'random'],
    [{ balance: '1' }, 'balance'],
    [{ redirect: 1 }, 'redirect'],
    [{ graph: 1 }, 'graph'],
    [{ steps: [{ step: 1, activation: 1 }] }, 'steps'],
    [{ steps: [{ step: 0, activation: '1' }] }, 'steps'],
    [{ steps: [null] }, 'steps'],
  ])('whose fields are odd is refused: %j', (odd, field) => {
    expect(parseStands(JSON.stringify(stands), 'file')).toMatchObject(stands);
    expect(() => parseStands(JSON.stringify({ ...stands, ...odd }), 'file')).toThrow(`"${field}" is odd`);
  });
});

describe('what a run is carried out by', () => {
  test('is another where faccent, the runtime, the platform or the pixels are', () => {
    expect(() => checkHere(here, here, 'run')).not.toThrow();
    for (const [what, message] of [
      ['faccent', /begun with faccent 0, and this is faccent x/],
      ['runtime', /this is x: its picture would be another/],
      ['platform', /this is x: its picture would be another/],
      ['pixels', /is read as other pixels/],
    ] as const)
      expect(() => checkHere(here, { ...here, [what]: 'x' }, 'run')).toThrow(message);
  });

  test('is text in every field', () => {
    expect(isHere(here)).toBe(true);
    for (const odd of [null, {}, { ...here, faccent: 1 }, { ...here, pixels: 1 }])
      expect(isHere(odd)).toBe(false);
  });
});
