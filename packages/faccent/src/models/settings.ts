import { parsedJson } from '../declaration/json.js';
import { isObject } from '../declaration/schema.js';
import type { Network } from '../model/network.js';
import { pictureInput } from '../model/picture-input.js';
import type { Json, Partly } from './fields.js';

export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export const side = (value: unknown): [number, number] | undefined => {
  if (isNumber(value)) return [value, value];
  if (Array.isArray(value) && value.length === 2 && value.every(isNumber)) return [value[0]!, value[1]!];
  if (!isObject(value)) return undefined;
  const { height, width, shortest_edge: shortest, longest_edge: longest } = value;
  if (isNumber(height) && isNumber(width)) return [height, width];
  const edge = shortest ?? longest;
  return isNumber(edge) ? [edge, edge] : undefined;
};

const perChannel = (value: unknown): number[] | undefined => {
  if (isNumber(value)) return [value, value, value];
  if (!Array.isArray(value) || !value.every(isNumber)) return undefined;
  return value.length === 1 ? [value[0]!, value[0]!, value[0]!] : value;
};

/** Hides the last bits of 255 · (1/255). */
export const tidy = (value: number): number => Number(value.toPrecision(7));

/**
 * What `preprocessor_config.json` of transformers says: what its image processors do after the picture is decoded, as
 * far as it can be said of any of them.
 */
export function fromPreprocessor(config: unknown): Partly {
  if (!isObject(config)) return {};
  // of a processor of several things the pictures' own part; timm's is its configuration
  const inner = config.image_processor ?? config.feature_extractor;
  if (isObject(inner)) return fromPreprocessor(inner);
  if (isObject(config.pretrained_cfg)) return fromConfig(config);
  const crops = config.do_center_crop !== false && config.crop_size !== undefined;
  const size = (crops ? side(config.crop_size) : undefined) ?? side(config.size);
  const flips = config.do_flip_channel_order === true || config.do_flip_channels === true;
  const inOrder = (values: number[] | undefined): number[] | undefined =>
    flips ? values && [...values].reverse() : values;
  const part: Json = { size, channelOrder: flips ? 'BGR' : undefined };
  // bytes to what the mean is taken from: factor · byte + offset
  const factor =
    config.do_rescale === false ? 1 : isNumber(config.rescale_factor) ? config.rescale_factor : 1 / 255;
  const offset = config.rescale_offset === true ? -1 : 0;
  const [mean, std] = [perChannel(config.image_mean), perChannel(config.image_std)];
  if (config.do_normalize !== false && mean && std) {
    part.scale = tidy(255 * factor) === 1 ? undefined : tidy(255 * factor);
    part.mean = inOrder(mean.map((m) => m - offset));
    part.std = inOrder(std);
  } else if (config.do_normalize === false || config.do_rescale !== undefined) {
    part.range = [offset, tidy(255 * factor + offset)];
  }
  return part;
}

/**
 * Labels by index from `{"0": "tench", …}` or a list, empty where there is no such index; nothing where the labels only repeat the
 * index.
 */
export function labelsOf(id2label: unknown): string[] | undefined {
  if (Array.isArray(id2label)) return labelsOf({ ...(id2label as unknown[]) });
  if (!isObject(id2label)) return undefined;
  const entries = Object.entries(id2label)
    .filter(([index, label]) => /^\d+$/.test(index) && typeof label === 'string')
    .map(([index, label]) => [Number(index), label as string] as const)
    .sort(([a], [b]) => a - b);
  const last = entries.at(-1)?.[0];
  // a few labels with absurd indices are not labels of classes
  if (last === undefined || last > 2 * entries.length + 1000) return undefined;
  if (entries.every(([index, label]) => label === `LABEL_${index}`)) return undefined;
  const labels = Array.from({ length: last + 1 }, () => '');
  for (const [index, label] of entries) labels[index] = label;
  return labels;
}

/** What `config.json` of transformers or timm says. */
export function fromConfig(config: unknown): Partly {
  if (!isObject(config)) return {};
  // timm's settings are a part of it; once they were it
  const timm = isObject(config.pretrained_cfg) ? config.pretrained_cfg : config.input_size ? config : {};
  // of networks of pictures and text the pictures' own part
  const vision = isObject(config.vision_config) ? config.vision_config : config;
  const input = timm.input_size;
  const names: unknown = config.label_names;
  const isList = Array.isArray(names) && names.length > 0 && names.every((n) => typeof n === 'string');
  // timm's may be ImageNet's names of classes, with what they mean beside them
  const meaning = isObject(config.label_descriptions) ? config.label_descriptions : {};
  const meant = (name: string): string => (typeof meaning[name] === 'string' ? meaning[name] : name);
  return {
    size:
      Array.isArray(input) && input.length === 3
        ? side(input.slice(1))
        : side(vision.image_size ?? config.image_size),
    mean: perChannel(timm.mean),
    std: perChannel(timm.std),
    labels: labelsOf(config.id2label) ?? (isList ? names.map(meant) : undefined),
  };
}

/** JSON, or nothing where it is none. */
export const parsed = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : parsedJson(text, 'metadata');
  } catch {
    return undefined;
  }
};

/** A number and a colon before what it is the index of, text between quotes, which the end may close. */
const PYTHON = /(\d+)(\s*:)?|'([^'\\]*(?:\\.[^'\\]*)*)'?|"([^"\\]*(?:\\.[^"\\]*)*)"?/gs;

/** `{0: 'tench', 1: "cat's"}`, or a list of texts, as JSON; nothing where it is too long for what prints names of classes. */
export const pythonToJson = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > LONGEST
    ? undefined
    : text?.replace(PYTHON, (whole: string, index?: string, colon?: string, a?: string, b?: string) =>
        index === undefined
          ? JSON.stringify((a ?? b ?? '').replace(/\\(.)/gs, '$1'))
          : colon === undefined
            ? whole
            : `"${index}":`,
      );

/** Characters of names of classes as a model's metadata have them. */
const LONGEST = 2 ** 22;

/** Labels that stand in the graph behind the scores, as Custom Vision and scikit-learn's converters put them there. */
export function labelsInGraph({ graph }: Network): string[] | undefined {
  const isList = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.length > 1 && value.every((label) => typeof label === 'string');
  for (const { operator, attributes } of graph.nodes) {
    const keys = attributes.get('keys_int64s');
    const inOrder = Array.isArray(keys) && keys.every((key, i) => key === i);
    const labels =
      operator === 'LabelEncoder' && inOrder
        ? attributes.get('values_strings')
        : ['classlabels_strings', 'classes_strings', 'cats_strings', 'text']
            .map((name) => attributes.get(name))
            .find(isList);
    if (isList(labels)) return [...labels];
  }
  return undefined;
}

/** What the graph's own input says: a fixed height and width, and that it takes bytes. */
export function fromGraph(network: Network, { input, layout }: Partly): Partly {
  const named = typeof input === 'string' ? input : undefined;
  const { size, type } = pictureInput(
    network.graph,
    named,
    layout === 'NHWC' || layout === 'NCHW' ? layout : undefined,
  );
  return { size, range: type === 'uint8' ? [0, 255] : undefined };
}
