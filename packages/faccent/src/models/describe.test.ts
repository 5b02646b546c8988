// What the files beside a model, its metadata and the catalogue say of it, and which of them is believed.
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.js';
import { parseReference } from './reference.js';
import { fromMetadata } from './metadata.js';
import { fromConfig, fromPreprocessor, labelsOf } from './settings.js';
import { Description } from './sources.js';

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];
const normalized = { do_normalize: true, image_mean: MEAN, image_std: STD };

describe('preprocessor_config.json', () => {
  test.each([
    ['a number', { size: 224 }, [224, 224]],
    ['height and width', { size: { height: 192, width: 256 } }, [192, 256]],
    ['the shortest edge', { size: { shortest_edge: 224 }, crop_pct: 0.875 }, [224, 224]],
    ['a crop', { size: { shortest_edge: 256 }, crop_size: { height: 224, width: 224 } }, [224, 224]],
    ['a crop as a number', { size: 256, do_center_crop: true, crop_size: 224 }, [224, 224]],
    ['no crop', { size: { height: 346, width: 346 }, do_center_crop: false, crop_size: 289 }, [346, 346]],
    ['two numbers', { size: [160, 160] }, [160, 160]],
    ['nonsense', { size: 'big' }, undefined],
  ])('size by %s', (_, config, size) => {
    expect(fromPreprocessor(config).size).toEqual(size);
  });

  test('the usual normalization', () => {
    const config = { ...normalized, size: 224, do_rescale: true, rescale_factor: 0.00392156862745098 };
    expect(fromPreprocessor(config)).toEqual({ size: [224, 224], mean: MEAN, std: STD });
  });

  test('bytes that are not rescaled', () => {
    expect(fromPreprocessor({ ...normalized, do_rescale: false })).toEqual({
      scale: 255,
      mean: MEAN,
      std: STD,
    });
  });

  test('a factor with an offset', () => {
    const config = { do_rescale: true, rescale_factor: 1 / 127.5, rescale_offset: true };
    expect(fromPreprocessor({ ...config, do_normalize: false })).toEqual({ range: [-1, 1] });
    const shifted = fromPreprocessor({ ...config, do_normalize: true, image_mean: 0, image_std: 2 });
    expect(shifted).toEqual({ scale: 2, mean: [1, 1, 1], std: [2, 2, 2] });
  });

  test('only rescaled, and blue first', () => {
    expect(fromPreprocessor({ do_rescale: true, do_flip_channel_order: true, crop_size: 256 })).toEqual({
      size: [256, 256],
      channelOrder: 'BGR',
      range: [0, 1],
    });
    const flipped = fromPreprocessor({ ...normalized, do_flip_channel_order: true });
    expect(flipped.mean).toEqual([0.406, 0.456, 0.485]);
  });

  test('what is no object says nothing', () => {
    for (const config of [null, 3, 'x', []]) expect(fromPreprocessor(config)).toEqual({});
  });
});

describe('labels', () => {
  test('are in the order of their numbers', () => {
    expect(labelsOf({ '10': 'k', '2': 'c', '0': 'a' })).toEqual([
      'a',
      '',
      'c',
      ...[3, 4, 5, 6, 7, 8, 9].map(() => ''),
      'k',
    ]);
  });

  test('that say nothing or are absurd are none', () => {
    expect(labelsOf({ '0': 'LABEL_0', '1': 'LABEL_1' })).toBeUndefined();
    expect(labelsOf({ '4000000000': 'x' })).toBeUndefined();
    expect(labelsOf(undefined)).toBeUndefined();
    expect(labelsOf({})).toBeUndefined();
  });

  test('of timm', () => {
    const config = {
      label_names: ['a', 'b'],
      pretrained_cfg: { input_size: [3, 240, 256], mean: MEAN, std: STD },
    };
    expect(fromConfig(config)).toEqual({ size: [240, 256], mean: MEAN, std: STD, labels: ['a', 'b'] });
  });
});

describe('metadata of the model', () => {
  test('the standard keys of ONNX', () => {
    const metadata = new Map([
      ['Image.BitmapPixelFormat', 'Bgr8'],
      ['Image.NominalPixelRange', 'NominalRange_0_255'],
    ]);
    expect(fromMetadata(metadata)).toMatchObject({ channelOrder: 'BGR', range: [0, 255] });
  });

  test('of Ultralytics', () => {
    const metadata = new Map([
      ['imgsz', '[224, 224]'],
      ['names', `{0: 'tench', 1: "cat's", 2: 'o\\'clock'}`],
    ]);
    expect(fromMetadata(metadata)).toMatchObject({ size: [224, 224], labels: ['tench', "cat's", "o'clock"] });
  });

  test('of a description', () => {
    const metadata = new Map(
      Object.entries({ size: '[64, 64]', range: '[-1, 1]', regularize: 'conv1', mean: '{' }),
    );
    expect(fromMetadata(metadata)).toMatchObject({ size: [64, 64], range: [-1, 1], regularize: 'conv1' });
  });
});

describe('several sources', () => {
  test('the first that says something is believed, and where it came from is said', () => {
    const description = new Description();
    description.add({ size: [128, 128] });
    description.add({ size: [224, 224], mean: MEAN, std: STD, labels: ['a', 'b'] }, 'config.json');
    description.add({ range: [0, 1], regularize: 'layer1' }, 'the catalogue');
    expect(description.values).toEqual({
      size: [128, 128],
      mean: MEAN,
      std: STD,
      labels: ['a', 'b'],
      regularize: 'layer1',
    });
    expect(description.sources).toEqual({
      ...{ size: 'as stated', labels: 'config.json', mean: 'config.json', std: 'config.json' },
      regularize: 'the catalogue',
    });
  });

  test('a range that a person gives goes before a mean in a file, and the other way round', () => {
    const [range, mean] = [new Description(), new Description()];
    range.add({ range: [0, 1] });
    range.add({ mean: MEAN, std: STD, scale: 255 }, 'x');
    expect(range.values).toEqual({ range: [0, 1] });
    mean.add({ mean: MEAN });
    mean.add({ range: [0, 1] }, 'x');
    expect(mean.values).toEqual({ mean: MEAN });
  });
});

test('the catalogue is well-formed', () => {
  const names = CATALOGUE.map((e) => e.name);
  expect(new Set(names).size).toBe(names.length);
  for (const { reference, labelsFrom, description } of CATALOGUE) {
    for (const place of labelsFrom === undefined ? [reference] : [reference, labelsFrom])
      expect(parseReference(place, 'https://huggingface.co').kind).toBe('hub');
    expect(description?.size).toHaveLength(2);
  }
});
