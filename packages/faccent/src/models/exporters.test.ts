// What tools say of the networks that they export, and that what cannot be is asked about, with what may be meant.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, tinyModel } from '../cli/testing/folder.js';
import { checkPlausible } from '../model/plausible.js';
import { fromTensorFlowLite } from './exporters.js';
import { loadModel } from './load.js';
import { fromMetadata } from './metadata.js';
import { fromConfig, fromPreprocessor } from './settings.js';
import { Description } from './sources.js';

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];
const BYTES = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

const LABELS = [...'abcdefghij'];

/** What is put together of parts, and where each is from. */
function together(...parts: Record<string, unknown>[]): Record<string, unknown> {
  const description = new Description();
  for (const part of parts) description.add(part, 'a file');
  return { ...description.values, sources: description.sources };
}

const metadataOf = (entries: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fromMetadata(new Map(Object.entries(entries)))).filter(([, v]) => v !== undefined),
  );

describe('tools that export', () => {
  test('names are a dictionary or a list, as Python prints them', () => {
    const labels = ['cat', "dog's", '犬: 2'];
    for (const names of [`{0: 'cat', 1: "dog's", 2: '犬: 2'}`, `['cat', "dog's", '犬: 2']`])
      expect(metadataOf({ names })).toEqual({ labels });
    expect(metadataOf({ names: 'cat' })).toEqual({});
  });

  test('names of classes may stand under other keys', () => {
    for (const key of ['labels', 'id2label', 'classes', 'class_names'])
      for (const text of ['{"0": "cat", "1": "犬"}', '["cat", "犬"]', "{0: 'cat', 1: '犬'}", "['cat', '犬']"])
        expect(metadataOf({ [key]: text })).toEqual({ labels: ['cat', '犬'] });
    expect(metadataOf({ classes: '80', class_names: 'cat,dog' })).toEqual({});
  });

  test("timm's names of classes are said as what they mean", () => {
    const names = {
      label_names: ['n01440764', 'x'],
      label_descriptions: { n01440764: 'tench, Tinca tinca' },
    };
    expect(fromConfig(names).labels).toEqual(['tench, Tinca tinca', 'x']);
  });

  test('Ultralytics says all by its name', () => {
    const entries = {
      author: 'Ultralytics',
      imgsz: '[96, 64]',
      names: "{0: 'cat', 1: 'dog'}",
      task: 'detect',
    };
    const said = { size: [96, 64], labels: ['cat', 'dog'], range: [0, 1], channelOrder: 'RGB' };
    expect(metadataOf(entries)).toEqual(said);
    // without it the range of its older classifiers is another
    expect(metadataOf({ ...entries, author: 'somebody' })).toEqual({
      size: [96, 64],
      labels: ['cat', 'dog'],
    });
  });

  const vision = {
    'Image.BitmapPixelFormat': 'Rgb8',
    'Image.NominalPixelRange': 'Normalized_0_1',
    'CustomVision.Preprocess.TargetHeight': '300',
    'CustomVision.Preprocess.TargetWidth': '320',
    'CustomVision.Preprocess.NormalizeMean': '[0.0, 0.0, 0.0]',
    'CustomVision.Preprocess.NormalizeStd': '[1.0, 1.0, 1.0]',
  };

  test('Custom Vision by its own keys besides those of ONNX', () => {
    expect(metadataOf(vision)).toEqual({ size: [300, 320], range: [0, 1], channelOrder: 'RGB' });
  });

  test('of it, a mean is of pixels in the range that it names', () => {
    const normalized = {
      ...vision,
      'Image.NominalPixelRange': 'NominalRange_0_255',
      'CustomVision.Preprocess.NormalizeMean': JSON.stringify(BYTES.mean),
      'CustomVision.Preprocess.NormalizeStd': JSON.stringify(BYTES.std),
    };
    const { range, scale, mean } = together(metadataOf(normalized));
    expect({ range, scale, mean }).toEqual({ range: undefined, scale: 255, mean: BYTES.mean });
  });

  const lite = {
    subgraph_metadata: [
      {
        input_tensor_metadata: [
          {
            content: { content_properties: { color_space: 'RGB' } },
            process_units: [
              { options_type: 'NormalizationOptions', options: { mean: [127.5], std: [63.75] } },
            ],
          },
        ],
      },
    ],
  };

  test('TensorFlow Lite, of bytes', () => {
    const said = { mean: [0.5], std: [0.25] };
    expect(fromTensorFlowLite(lite)).toEqual(said);
    expect(metadataOf({ notes: JSON.stringify(lite) })).toEqual(said);
    for (const json of [null, {}, { subgraph_metadata: [] }, { subgraph_metadata: [{}] }])
      expect(fromTensorFlowLite(json)).toEqual({});
  });

  test('processors of several things by their pictures, timm in whatever way it wrote', () => {
    const picture = { do_normalize: true, image_mean: MEAN, image_std: STD, size: 96 };
    expect(fromPreprocessor({ image_processor: picture, tokenizer: {} })).toEqual(fromPreprocessor(picture));
    const timm = { input_size: [3, 64, 96], mean: MEAN, std: STD };
    const said = { size: [64, 96], mean: MEAN, std: STD };
    expect(fromPreprocessor({ architecture: 'x', pretrained_cfg: timm })).toEqual(said);
    expect(fromConfig({ architecture: 'x', ...timm })).toEqual(said);
    expect(fromConfig({ vision_config: { image_size: 64 }, text_config: {} }).size).toEqual([64, 64]);
  });
});

describe('files beside a model', () => {
  const work = temporaryFolder('exporters');
  const folder = (name: string, files: Record<string, unknown>): string => {
    mkdirSync(path.join(work, name));
    writeFileSync(path.join(work, name, 'model.onnx'), readFileSync(tinyModel));
    for (const [file, contents] of Object.entries(files))
      writeFileSync(
        path.join(work, name, file),
        typeof contents === 'string' ? contents : JSON.stringify(contents),
      );
    return path.join(work, name);
  };

  test("Custom Vision's are read", async () => {
    const model = await loadModel(
      folder('vision', {
        'metadata_properties.json': {
          'Image.NominalPixelRange': 'Normalized_1_1',
          'Image.BitmapPixelFormat': 'Bgr8',
        },
        'cvexport.manifest': { DomainType: 'Classification', LabelFileName: 'labels.txt' },
        'labels.txt': `${LABELS.join('\n')}\n`,
      }),
      { size: [32, 32] },
    );
    expect(model.description).toMatchObject({ range: [-1, 1], channelOrder: 'BGR', labels: LABELS });
    expect(model.sources).toEqual({
      ...{ size: 'as stated', channelOrder: 'metadata_properties.json', range: 'metadata_properties.json' },
      labels: 'labels.txt',
    });
  });

  test('what cannot be is asked about, with where it is from', async () => {
    const place = folder('bytes', {
      'preprocessor_config.json': {
        size: 32,
        image_mean: BYTES.mean,
        image_std: BYTES.std,
        do_rescale: true,
      },
    });
    await expect(loadModel(place)).rejects.toThrow(
      /bytes.model.onnx": mean is 123.675, 116.28, 103.53, which cannot be of pixels from 0 to 1: if it is of bytes, state mean 0.485, 0.456, 0.406 and std 0.229, 0.224, 0.225 \(mean from preprocessor_config.json, std from preprocessor_config.json\)/,
    );
    expect((await loadModel(place, { range: [0, 1] })).description.range).toEqual([0, 1]);
  });
});

test('null says nothing', () => {
  expect(together({ range: null, labels: null }, { range: [0, 1] })).toMatchObject({ range: [0, 1] });
});

describe('a range beside a mean', () => {
  test('is that of the pixels that the mean is of', () => {
    expect(together({ range: [0, 255], ...BYTES })).toMatchObject({ scale: 255, ...BYTES });
    expect(together({ range: [0, 1], mean: MEAN, std: STD }).scale).toBeUndefined();
  });

  test('is shown, and so is a scale', () => {
    expect(together({ range: [0, 255], mean: [127, 127, 127] }).sources).toEqual({
      scale: 'a file',
      mean: 'a file',
    });
  });

  test('is asked about where it is another', () => {
    expect(() => together({ range: [-1, 1], mean: MEAN })).toThrow(
      'range is -1, 1 and mean 0.485, 0.456, 0.406: both say how the input is normalized; state one',
    );
  });
});

describe('what no network was trained on is refused', () => {
  test.each([
    [{ ...BYTES }, /cannot be of pixels from 0 to 1: if it is of bytes, state mean 0.485/],
    [{ mean: MEAN, std: STD, scale: 255 }, /cannot be of pixels from 0 to 255: .* state scale 1/],
    [{ mean: MEAN, std: [0.2, 0, 0.2] }, /a deviation is above 0/],
    [{ range: [1, 1] }, /shows the network nothing/],
  ])('%j', (normalization, words) => {
    expect(() => checkPlausible(normalization)).toThrow(words);
  });

  test.each([
    { mean: MEAN, std: STD },
    { ...BYTES, scale: 255 },
    { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] },
    { mean: [103.939, 116.779, 123.68], std: [1, 1, 1], scale: 255 },
    { mean: [1, 1, 1], std: [2, 2, 2], scale: 2 },
    { range: [0, 65535] },
    { range: [1, 0] },
  ])('%j is none of it', (normalization) => {
    expect(() => checkPlausible(normalization)).not.toThrow();
  });
});
