import { type Seed, TINY, read, textBytes } from './seeds.js';

const NAMES = [
  'tabby cat',
  'Löwe',
  'ruffed grouse, partridge',
  '孔雀',
  'quail',
  'hen',
  'cock',
  'drake',
  'ibis',
  'emu',
];
const each = (line: (label: string, i: number) => string): string => NAMES.map(line).join('\n');
const byIndex = Object.fromEntries(NAMES.map((label, i) => [String(i), label]));
const toIndex = Object.fromEntries(NAMES.map((label, i) => [label, i]));

/** Labels as people and tools write them, by the name of their file. */
const FILES: Readonly<Record<string, string>> = {
  'lines.txt': each(String),
  'indices.txt': each((label, i) => `${i}: ${label}`),
  'behind.txt': each((label, i) => `${label} ${i}`),
  'synsets.txt': each((label, i) => `n0144076${i} ${label}`),
  'python.txt': `{${each((label, i) => `${i}: '${label}',`)}}`,
  'list.json': JSON.stringify(NAMES),
  'map.json': JSON.stringify(byIndex),
  'to-index.json': JSON.stringify(toIndex),
  'keras.json': JSON.stringify(Object.fromEntries(NAMES.map((l, i) => [i, [`n0144076${i}`, l]]))),
  'transformers.json': JSON.stringify({ architectures: ['V'], id2label: byIndex, label2id: toIndex }),
  'coco.json': JSON.stringify({
    images: [],
    categories: NAMES.map((name, id) => ({ id, name, supercategory: 'x' })),
  }),
  'objects.jsonl': each((name, id) => JSON.stringify({ id, name })),
  'data.yaml': `path: ../x\nnc: 10\nnames:\n${each((l, i) => `  ${i}: ${l}`)}\n`,
  'list.yml': `names:\n${each((l) => `- ${l}`)}\nnc: 10\n`,
  'flow.yaml': `train: x\nnames: [${NAMES.map((l) => `"${l}"`).join(', ')}]\n`,
  'map.pbtxt': each((l, i) => `item {\n  id: ${i}\n  name: '${l}'\n}`),
  'bytes.pbtxt': each(
    (l, i) => `item { name: "/m/0${i}" id: ${i} display_name: "${l.replace('ö', '\\303\\266')}" }`,
  ),
  'table.csv': `id,name,colour\n${each((l, i) => `${i},"${l}",red`)}\n`,
  'excel.csv': `sep=;\r\nid;name\r\n${each((l, i) => `${i}; ${l} `)}`,
  'column.csv': `label\n${each((l) => `"${l}"`)}\n`,
  'table.tsv': `index\tdisplay name\n${each((l, i) => `${i}\t${l}`)}`,
};

/** What is asked of a table: its column. */
export const COLUMNS: Readonly<Record<string, string>> = {
  'table.csv': ':name',
  'excel.csv': ':name',
  'table.tsv': ':display name',
};

export const labels = (): Seed[] =>
  Object.entries(FILES).map(([file, text]) => ({ name: file, file, files: { [file]: textBytes(text) } }));

const beside = (name: string, file: string, json: unknown, more: Record<string, string> = {}): Seed => ({
  name,
  file,
  files: {
    [file]: textBytes(typeof json === 'string' ? json : JSON.stringify(json)),
    'tiny.onnx': read(TINY),
    ...Object.fromEntries(Object.entries(more).map(([key, text]) => [key, textBytes(text)])),
  },
});

const PREPROCESSOR = {
  ...{
    do_resize: true,
    size: { height: 32, width: 32 },
    do_center_crop: true,
    crop_size: { height: 32, width: 32 },
  },
  ...{ do_rescale: true, rescale_factor: 1 / 255, do_normalize: true, resample: 3 },
  ...{ image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] },
};

/** Files beside a model that say what it is for, of faccent's own, transformers, timm, Custom Vision and TensorFlow Lite. */
export const sidecars = (): Seed[] => [
  beside('model.json', 'model.json', {
    ...{ name: 'x', input: 'input', size: [32, 32], layout: 'NCHW', channelOrder: 'BGR' },
    ...{ scale: 255, mean: [100, 110, 120], std: [50, 60, 70] },
    ...{ logits: 'logits', labels: NAMES, regularize: 'relu1', inputs: { other: [[1, 2]] } },
  }),
  beside('range', 'model.json', { size: [32, 32], range: [-1, 1], labels: byIndex }),
  beside(
    'labels of a file',
    'model.json',
    { size: [32, 32], range: [0, 1], labels: 'a.csv:name' },
    { 'a.csv': FILES['table.csv']! },
  ),
  beside('preprocessor', 'preprocessor_config.json', PREPROCESSOR),
  beside('processor', 'processor_config.json', { image_processor: PREPROCESSOR, tokenizer: { a: 1 } }),
  beside('config', 'config.json', {
    architectures: ['V'],
    image_size: 32,
    id2label: byIndex,
    label2id: toIndex,
  }),
  beside('timm', 'config.json', {
    ...{ architecture: 'x', num_classes: 10, label_names: NAMES, label_descriptions: toIndex },
    pretrained_cfg: { input_size: [3, 32, 32], mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], crop_pct: 0.9 },
  }),
  beside('labels.txt', 'labels.txt', FILES['lines.txt']!),
  beside(
    'Custom Vision',
    'cvexport.manifest',
    { DomainType: 'Classification', LabelFileName: 'l.txt', ModelFileName: 'tiny.onnx' },
    {
      'l.txt': FILES['lines.txt']!,
      'metadata_properties.json': JSON.stringify({
        'Image.BitmapPixelFormat': 'Rgb8',
        'Image.NominalPixelRange': 'Normalized_0_1',
      }),
    },
  ),
  beside('Custom Vision, properties', 'metadata_properties.json', {
    'Image.BitmapPixelFormat': 'Bgr8',
    'Image.NominalPixelRange': 'NominalRange_0_255',
  }),
  beside(
    'TensorFlow Lite',
    'tiny.json',
    {
      subgraph_metadata: [
        {
          input_tensor_metadata: [
            {
              content: {
                content_properties_type: 'ImageProperties',
                content_properties: { color_space: 'RGB' },
              },
              process_units: [
                { options_type: 'NormalizationOptions', options: { mean: [127.5], std: [127.5] } },
              ],
              stats: { max: [1], min: [-1] },
            },
          ],
          output_tensor_metadata: [
            { associated_files: [{ name: 'labels.txt', type: 'TENSOR_AXIS_LABELS' }] },
          ],
        },
      ],
    },
    { 'labels.txt': FILES['lines.txt']! },
  ),
];
