// Proves that damaged models, pictures and recipes are read, or refused with one clear error: nothing else happens.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import {
  FaccentError,
  GraphError,
  accentuate,
  box,
  channel,
  checkRecipe,
  objectives,
  optionsOf,
  readPhotograph,
} from 'faccent';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadModel } from './models/load.js';
import { temporaryFolder, tinyModel } from './testing/folder.js';

const work = temporaryFolder('fuzz');
const at = (name: string): string => path.join(work, name);

const fixture = readFileSync(tinyModel);

/** A reproducible stream of whole numbers. */
function stream(seed: number): (n: number) => number {
  let state = seed;
  return (n) => (state = (state * 48271) % 2147483647) % n;
}

/** Bits flipped, bytes overwritten, stretches cut out, repeated or zeroed. */
function mutate(bytes: Uint8Array, next: (n: number) => number): Uint8Array {
  const out = Buffer.from(bytes);
  const from = next(out.length);
  const length = Math.min(out.length - from, 1 + next(64));
  switch (next(6)) {
    case 0:
      return out.subarray(0, next(out.length));
    case 1:
      return Buffer.concat([out.subarray(0, from), out.subarray(from + length)]);
    case 2:
      return Buffer.concat([out.subarray(0, from + length), out.subarray(from)]);
    case 3:
      return out.fill(0, from, from + length);
    case 4:
      return out.fill(0xff, from, from + Math.min(length, 8));
    default:
      for (let i = 0; i < 8; i++) out[next(out.length)]! ^= 1 << next(8);
      return out;
  }
}

const isClear = (error: unknown): boolean =>
  (error instanceof FaccentError || error instanceof GraphError) && error.message.length > 10;

test('a mutated model runs or is refused with one clear error', async () => {
  const next = stream(11);
  const photo = { size: [32, 32] as const, data: new Float32Array(3072).fill(0.5) };
  const flags = { inputSize: [32, 32] as const, range: [-1, 1] };
  const refused: unknown[] = [];
  for (let i = 0; i < 250; i++) {
    // most mutations in the structure, which the weights would otherwise drown
    const structure = i % 3 ? 0 : fixture.length - 1200;
    const part = mutate(fixture.subarray(structure, structure + 1200), next);
    const bytes = Buffer.concat([fixture.subarray(0, structure), part, fixture.subarray(structure + 1200)]);
    writeFileSync(at('model.onnx'), bytes);
    try {
      const { model } = await loadModel(at('model.onnx'), flags);
      expect(model.layers.length).toBeGreaterThan(0);
      const options = { steps: 1, transform: box({ views: 1 }), threads: 1, regularize: null };
      await accentuate(model, photo, channel({ layer: model.logits, unit: 0 }), options);
    } catch (error) {
      if (!isClear(error)) throw error;
      refused.push(error);
    }
  }
  expect(refused.length).toBeGreaterThan(50);
  expect(readdirSync(work)).toEqual(['model.onnx']);
});

test('a mutated picture is read or is refused with one clear error', async () => {
  const next = stream(23);
  const pixels = Uint8Array.from({ length: 48 * 40 * 3 }, (_, i) => (i * 7) % 256);
  const picture = sharp(pixels, { raw: { width: 48, height: 40, channels: 3 } });
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'gif'] as const) {
    const bytes = await picture.clone().toFormat(format).toBuffer();
    for (let i = 0; i < 60; i++) {
      writeFileSync(at('picture'), mutate(bytes, next));
      try {
        const { data } = await readPhotograph(at('picture'), { size: 16 });
        expect(data.every((v) => v >= 0 && v <= 1)).toBe(true);
      } catch (error) {
        if (!isClear(error)) throw error;
      }
    }
  }
});

/** A PNG chunk; its checksum is computed as the format wants it. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

test('a picture that unpacks to far more than its file is refused before it is unpacked', async () => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const bomb = [
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  writeFileSync(at('bomb.png'), Buffer.concat(bomb));
  const before = process.memoryUsage().rss;
  await expect(readPhotograph(at('bomb.png'), { size: [16, 16] })).rejects.toThrow(
    /cannot read ".*bomb.png" as an image: .*pixel limit, which is 250 million: make it smaller/,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
});

/** A value in the place of any part of JSON. */
function misplaced(json: unknown, next: (n: number) => number): unknown {
  const odd = [null, -1, 1e308, 0.5, '', '__proto__', [], {}, [[]], true, { name: 'add', terms: [] }];
  if (typeof json !== 'object' || json === null || next(4) === 0) return odd[next(odd.length)];
  const keys = Object.keys(json);
  const key = keys[next(Math.max(1, keys.length))];
  if (key === undefined) return odd[next(odd.length)];
  const copy = (Array.isArray(json) ? [...(json as unknown[])] : { ...json }) as Record<string, unknown>;
  copy[key] = misplaced(copy[key], next);
  return copy;
}

const RECIPE = {
  ...{ format: 'faccent-recipe', created: '', name: 'a less b' },
  environment: { device: 'cpu', threads: 1 },
  model: { path: 'm', sha256: 'a', description: {} },
  photo: { path: 'p', sha256: 'a' },
  encoder: { path: 'e', sha256: 'a' },
  objective: { name: 'subtract', terms: [{ name: 'channel', layer: 'a', unit: 1 }, 3] },
  feature: { layer: 'a', unit: 1 },
  results: { activation: { before: 0, after: 1 }, balance: null, steps: [], image: 'a', opacity: 'b' },
};
const SETTINGS = {
  ...{ size: [8, 8], steps: 1, learningRate: 0.05, strength: 1, balance: null },
  ...{ randomSeed: 0, cutoff: null, ball: null, percentile: 20 },
};
const PARAMETERIZATION = { parameterization: { name: 'cppn', hidden: 4, layers: 2 } };
const SETTINGS_2 = { ...SETTINGS, crops: 1, regularize: 'a' };
const SETTINGS_3 = {
  ...SETTINGS,
  transform: {
    name: 'compose',
    parts: [
      { name: 'pad', pixels: 1, mode: 'reflect' },
      { name: 'box', views: 2 },
    ],
  },
  optimizer: { name: 'nadam', betas: [0.5, 0.9], epsilon: 1e-6 },
  schedule: { name: 'step', every: 3, factor: 0.5 },
  regularize: [{ layer: 'a' }, { layer: 'b', power: 1, weight: 2 }],
  ...{ mask: { box: [0, 0, 4, 8] }, redirect: false },
};

const { percentile, ...REST_3 } = SETTINGS_3;
const SETTINGS_4 = { ...REST_3, ...PARAMETERIZATION, opacityPercentile: percentile };

test.each<[number, object, object]>([
  [1, SETTINGS_2, PARAMETERIZATION],
  [2, SETTINGS_2, PARAMETERIZATION],
  [3, SETTINGS_3, PARAMETERIZATION],
  [4, SETTINGS_4, {}],
])(
  'a recipe of version %i with anything in the place of anything is read, or refused with one clear error',
  (version, settings, beside) => {
    const next = stream(41 + version);
    const whole = { ...RECIPE, ...beside, version, settings };
    expect(() => optionsOf(checkRecipe(whole))).not.toThrow();
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      // where what is described stands, more often than anywhere
      const json = next(2) ? misplaced(whole, next) : { ...whole, settings: misplaced(settings, next) };
      try {
        const read = checkRecipe(json);
        objectives.read(read.objective);
        optionsOf(read);
      } catch (error) {
        if (!isClear(error)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(600);
  },
);
