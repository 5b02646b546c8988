import { isObject } from '../declaration/schema.js';
import type { Json, Partly } from './fields.js';
import { isNumber, labelsOf, parsed, pythonToJson, side, tidy } from './settings.js';

/**
 * What Ultralytics writes into every model that it exports: the size, the names of the classes, and its own name, which
 * says how its models take pictures, classifiers included.
 */
export function fromUltralytics(metadata: ReadonlyMap<string, string>): Partly {
  const author = `${metadata.get('author')} ${metadata.get('description')}`;
  const part: Json = {
    size: side(parsed(metadata.get('imgsz'))),
    labels: labelsOf(parsed(pythonToJson(metadata.get('names')))),
  };
  return /\bUltralytics\b/.test(author) ? { ...part, range: [0, 1], channelOrder: 'RGB' } : part;
}

/** Keys under which programs of people's own write the names of classes into a file, as JSON or as Python prints them. */
const CLASS_NAMES = ['id2label', 'class_names', 'classes', 'label_names', 'class_labels', 'label_map'];

/** Names of classes in a model's metadata, as lists or by index. */
export const fromClassNames = (metadata: ReadonlyMap<string, string>): Partly => ({
  labels: ['labels', ...CLASS_NAMES]
    .map((key) => labelsOf(parsed(pythonToJson(metadata.get(key)))))
    .find((labels) => labels !== undefined),
});

/** The ranges of pixels that ONNX's standard metadata names. */
const PIXEL_RANGES: Record<string, readonly [number, number]> = {
  NominalRange_0_255: [0, 255],
  Normalized_0_1: [0, 1],
  Normalized_1_1: [-1, 1],
  NominalRange_16_235: [16, 235],
};

/** ONNX's standard metadata of pictures. */
export const fromImageMetadata = (metadata: ReadonlyMap<string, string>): Partly => ({
  channelOrder: /^(RGB|BGR)/i.exec(metadata.get('Image.BitmapPixelFormat') ?? '')?.[1]?.toUpperCase(),
  range: PIXEL_RANGES[metadata.get('Image.NominalPixelRange') ?? ''],
});

const PREPROCESS = 'CustomVision.Preprocess.';

/**
 * What Azure Custom Vision writes into its models, and beside some as `metadata_properties.json`: its own keys besides
 * ONNX's standard ones. The mean and the deviation are of pixels in the range that those name.
 */
export function fromCustomVision(metadata: ReadonlyMap<string, string>): Partly {
  const of = (key: string): unknown => parsed(metadata.get(`${PREPROCESS}${key}`));
  const [height, width, mean, std] = ['TargetHeight', 'TargetWidth', 'NormalizeMean', 'NormalizeStd'].map(of);
  const sized = isNumber(height) && isNumber(width) && height > 0 && width > 0;
  const part: Json = { ...fromImageMetadata(metadata), size: sized ? [height, width] : undefined };
  const isList = (value: unknown): value is number[] => Array.isArray(value) && value.every(isNumber);
  if (isList(mean) && isList(std) && [...mean, ...std.map((s) => s - 1)].some((v) => v !== 0))
    return { ...part, mean, std };
  return part;
}

/**
 * What TensorFlow Lite's metadata say, as its own tools write them as JSON beside a model: the mean and the deviation of
 * bytes, and the order of the channels.
 */
export function fromTensorFlowLite(json: unknown): Partly {
  const first = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);
  const subgraph = isObject(json) ? first(json.subgraph_metadata) : undefined;
  const input = isObject(subgraph) ? first(subgraph.input_tensor_metadata) : undefined;
  if (!isObject(input)) return {};
  const units: unknown[] = Array.isArray(input.process_units) ? input.process_units : [];
  const options = units
    .filter(isObject)
    .find((unit) => unit.options_type === 'NormalizationOptions')?.options;
  const { mean, std } = isObject(options) ? options : {};
  const ofPixels = (value: unknown): number[] | undefined => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.every(isNumber) ? values.map((v) => tidy(v / 255)) : undefined;
  };
  return { mean: ofPixels(mean), std: ofPixels(std) };
}
