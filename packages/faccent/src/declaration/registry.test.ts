// Proves what a declaration gives: a checked function, JSON that comes back, short forms, old spellings, clear errors.
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { FaccentError } from '../errors.js';
import { type Description, kind } from './declare.js';
import { optional, required, usually } from './option.js';
import { registry } from './registry.js';
import { count, index, number, numberOr, oneOf, positive, record, text, vector } from './schema.js';
import { bare, inOrder } from './short.js';

interface Sound {
  readonly name: string;
  readonly description: Description;
  /** The options that it was built of. */
  readonly built: object;
}
type Built = Pick<Sound, 'built'>;

const sound = kind<Sound, Built>('sound', (built, own) => ({ ...built, ...own }));
const effect = kind<Sound, Built>('effect', (built, own) => ({ ...built, ...own }));

const bell = sound('bell', {
  about: 'a bell',
  formerly: ['chime'],
  short: inOrder(':PITCH[:TIMES]', ['pitch', 'times'], 1),
  options: {
    pitch: required(positive, 'in Hz', { formerly: ['hertz'] }),
    times: usually(count(12), 1, 'how often it is struck'),
    metal: optional(oneOf('bronze', 'glass'), 'what it is made of'),
  },
  build: (built) => ({ built }),
});

const isSound = (value: unknown): boolean => typeof value === 'object' && value !== null && 'built' in value;

const chord = sound('chord', {
  about: 'sounds at once',
  options: {
    parts: required(z.array(z.custom<Sound>(isSound, 'a sound'), 'a list of sounds'), 'the sounds', {
      json: {
        write: (parts) => parts.map(({ description }) => description),
        read: (json, path, { read }) =>
          (json as unknown[]).map((one, i) => read(one, `${path}[${i}]`) as Sound),
      },
    }),
  },
  from: (...parts: Sound[]) => ({ parts }),
  build: (built) => ({ built }),
});

const noise = sound('noise', {
  about: 'noise',
  short: bare,
  options: {
    spectrum: optional(vector, 'power by octave'),
    seed: optional(numberOr(index, vector, 'a seed or its numbers'), 'of the random numbers'),
    fade: optional(record({ in: number, out: number }), 'in seconds'),
    label: optional(text, 'what it is called'),
    tape: optional(z.instanceof(Uint8Array, { error: 'bytes' }), 'a recording', {
      json: {
        write: (bytes) => bytes.length,
        read: (json, _, { given }) =>
          given?.tape?.find((one) => (one as Uint8Array).length === json) as Uint8Array<ArrayBuffer>,
      },
    }),
  },
  build: (built) => ({ built }),
});

const echo = effect('echo', { about: 'an echo', options: {}, build: (built) => ({ built }) });

const sounds = registry<Sound>(
  'sound',
  [
    { bell, chord },
    { noise, echo, other: 3 },
  ],
  '{"name": "noise"}',
  ['effect'],
);

/** What is read, and what is said of old spellings. */
function reading(read: (note: (text: string) => void) => Sound): [Description, string[]] {
  const notes: string[] = [];
  return [read((note) => notes.push(note)).description, notes];
}

describe('the function', () => {
  test('has its name, and completes options', () => {
    expect(bell.name).toBe('bell');
    expect(bell({ pitch: 440 }).built).toEqual({ pitch: 440, times: 1, metal: undefined });
    expect(noise().built).toEqual({});
    expect(chord(bell({ pitch: 1 }), noise()).built).toHaveProperty('parts.length', 2);
  });

  test('describes options as they were given, in JSON', () => {
    expect(bell({ pitch: 440, metal: undefined }).description).toEqual({ name: 'bell', pitch: 440 });
    const made = noise({
      spectrum: Float32Array.of(0.5, 2),
      fade: { in: 1, out: 2 },
      tape: new Uint8Array(3),
    });
    expect(made.description).toEqual({ name: 'noise', spectrum: [0.5, 2], fade: { in: 1, out: 2 }, tape: 3 });
    expect(Object.hasOwn(noise({ label: undefined }).description, 'label')).toBe(false);
  });

  test.each<[() => unknown, string]>([
    [() => bell({} as never), 'bell.pitch is missing; it should be a number above 0'],
    [() => bell({ pitch: NaN }), 'bell.pitch is NaN; it should be a number above 0'],
    [() => bell({ pitch: 1, times: 13 }), 'bell.times is 13; it should be a whole number from 1 to 12'],
    [() => bell({ pitch: 1, metal: 'tin' as never }), 'bell.metal is "tin"; it should be bronze or glass'],
    [
      () => bell({ pitch: 1, pich: 2 } as never),
      'bell has "pich", which it does not know; it has pitch, times',
    ],
    [() => bell(3 as never), 'bell takes its options as an object: pitch, times, metal'],
    [() => echo({ a: 1 }), 'echo has "a", which it does not know; it has no options'],
    [() => noise({ spectrum: [] }), 'noise.spectrum is []; it should be a list of numbers'],
    [() => noise({ spectrum: [1, Infinity] }), 'noise.spectrum[1] is Infinity; it should be a finite number'],
    [() => noise({ spectrum: { length: 1e12 } }), 'it should be a list of numbers'],
    [() => noise({ seed: -1 }), 'noise.seed is -1; it should be a whole number, 0 or more'],
    [() => noise({ seed: '1' as never }), 'noise.seed is "1"; it should be a seed or its numbers'],
    [() => noise({ seed: [1, NaN] }), 'noise.seed[1] is NaN; it should be a finite number'],
    [() => noise({ fade: { in: 1 } as never }), 'noise.fade.out is missing; it should be a finite number'],
    [() => noise({ fade: { in: 1, out: 2, on: 3 } as never }), 'noise.fade has "on", which it does not know'],
    [() => noise({ label: '' }), 'noise.label is ""; it should be text'],
    [() => chord(noise(), 3 as never), 'chord.parts[1] is 3; it should be a sound'],
  ])('refuses what cannot be: %s', (make, message) => {
    expect(make).toThrow(FaccentError);
    expect(make).toThrow(message);
  });
});

describe('JSON', () => {
  test('is read to the thing that wrote it', () => {
    const made = chord(bell({ pitch: 440, times: 2 }), chord(noise({ seed: [1, 2], label: 'sea' })));
    const again = sounds.read(JSON.parse(JSON.stringify(made.description)));
    expect(again).toEqual(made);
    expect(sounds.names).toEqual(['bell', 'chord', 'noise']);
    expect(sounds.partNames).toEqual(['echo']);
  });

  test('names what it cannot hold, and is given it', () => {
    const tape = new Uint8Array(3);
    const given = { tape: [new Uint8Array(2), tape] };
    expect(sounds.read(noise({ tape }).description, { given }).built).toHaveProperty('tape', tape);
    expect(
      sounds.read({ name: 'chord', parts: [{ name: 'noise', tape: 3 }] }, { given }).built,
    ).toHaveProperty('parts.0.built.tape', tape);
  });

  test('of old versions is read, with a note of what is now called otherwise', () => {
    expect(reading((note) => sounds.read({ name: 'bell', pitch: 1 }, { note }))).toEqual([
      { name: 'bell', pitch: 1 },
      [],
    ]);
    expect(
      reading((note) => sounds.read({ name: 'chord', parts: [{ name: 'chime', hertz: 1 }] }, { note })),
    ).toEqual([
      { name: 'chord', parts: [{ name: 'bell', pitch: 1 }] },
      ['the sound "chime" is now called "bell"', 'the option "hertz" of "bell" is now called "pitch"'],
    ]);
    expect(() => sounds.read({ name: 'bell', hertz: -1 })).toThrow('sound.pitch is -1');
    expect(() => sounds.read({ name: 'bell', hertz: 1, pitch: 2 })).toThrow('has both "hertz" and "pitch"');
  });

  test('of a part stands only within others', () => {
    expect(sounds.read({ name: 'chord', parts: [{ name: 'echo' }] }).description).toEqual({
      name: 'chord',
      parts: [{ name: 'echo' }],
    });
    expect(() => sounds.read({ name: 'echo' })).toThrow('with "echo" among the parts');
  });

  test('that is nested too deep is refused before it exhausts the stack', () => {
    const nested = (depth: number): unknown =>
      depth ? { name: 'chord', parts: [nested(depth - 1)] } : { name: 'noise' };
    expect(sounds.read(nested(100)).name).toBe('chord');
    expect(() => sounds.read(nested(200))).toThrow("the sound's description is nested more than 256 deep");
    expect(() => sounds.read(JSON.parse('['.repeat(5000) + ']'.repeat(5000)))).toThrow('nested more than');
  });

  test.each<[unknown, string]>([
    [null, 'sound is null; it should be an object, like {"name": "noise"}'],
    [undefined, 'sound is missing'],
    [[], 'sound is []'],
    ['noise', 'sound is "noise"'],
    [{}, 'sound.name is missing; it should be one of bell, chord, noise'],
    [{ name: 'x'.repeat(1e6) }, `sound.name is "${'x'.repeat(59)}…;`],
    [{ name: '__proto__' }, 'sound.name is "__proto__"'],
    [{ name: 'toString' }, 'sound.name is "toString"'],
    [{ name: ['bell'] }, 'sound.name is ["bell"]'],
    [{ name: 'bell', pitch: null }, 'sound.pitch is null'],
    [{ name: 'bell', pitch: 1, times: null }, 'sound.times is null'],
    [{ name: 'bell', pitch: 1, constructor: 1 }, 'sound has "constructor", which it does not know'],
    [JSON.parse('{"name": "noise", "__proto__": 1}'), 'sound has "__proto__", which it does not know'],
    [{ name: 'noise', spectrum: { length: 2, 0: 1, 1: 2 } }, 'sound.spectrum is {"0":1'],
    [{ name: 'chord', parts: [{ name: 'noise' }, { name: 'x' }] }, 'sound.parts[1].name is "x"'],
    [{ name: 'chord', parts: [{ name: 'bell', pitch: 0 }] }, 'sound.parts[0].pitch is 0'],
  ])('that cannot be used is refused: %j', (json, message) => {
    expect(() => sounds.read(json)).toThrow(FaccentError);
    expect(() => sounds.read(json)).toThrow(message);
  });

  test('is where it is said to be', () => {
    expect(() => sounds.read({ name: 'bell' }, { path: 'settings.sound' })).toThrow(
      'settings.sound.pitch is missing',
    );
  });
});

describe('what a person types', () => {
  test.each<[string, Description, string[]]>([
    ['bell:440', { name: 'bell', pitch: 440 }, []],
    [' bell:1e3:2 ', { name: 'bell', pitch: 1000, times: 2 }, []],
    ['chime:440', { name: 'bell', pitch: 440 }, ['the sound "chime" is now called "bell"']],
    ['noise', { name: 'noise' }, []],
    [' {"name": "noise", "seed": 3}', { name: 'noise', seed: 3 }, []],
    ['{"name": "chime", "pitch": 3}', { name: 'bell', pitch: 3 }, ['the sound "chime" is now called "bell"']],
  ])('%s', (typed, description, notes) => {
    expect(reading((note) => sounds.parse(typed, { note }))).toEqual([description, notes]);
  });

  test.each([
    ['', 'there is no sound ""; there are bell:PITCH[:TIMES], noise'],
    ['chord', 'there is no sound "chord"; there are bell'],
    ['toString', 'there is no sound "toString"'],
    ['bell', '"bell" should be written bell:PITCH[:TIMES]'],
    ['chime:1:2:3', '"chime:1:2:3" should be written bell:PITCH[:TIMES]'],
    ['bell:high', 'sound.pitch is "high"; it should be a number above 0'],
    ['noise:', '"noise:" should be written noise'],
    ['{"name": "noise"', 'the sound "{\\"name\\": \\"noise\\"" is not JSON'],
    ['{"name": "horn"}', 'sound.name is "horn"'],
  ])('refuses %j', (typed, message) => {
    expect(() => sounds.parse(typed)).toThrow(FaccentError);
    expect(() => sounds.parse(typed)).toThrow(message);
  });
});
