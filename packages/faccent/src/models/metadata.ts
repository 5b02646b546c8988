import { fromClassNames, fromCustomVision, fromTensorFlowLite, fromUltralytics } from './exporters.js';
import { type Json, NORMALIZATION, PLAIN, type Partly } from './fields.js';
import { parsed } from './settings.js';

/** Keys of a description whose text is no JSON. */
const WORDS = ['channelOrder', 'logits', 'regularize', 'input', 'layout'];

/**
 * What a model's own metadata says: the keys of a description, then those that tools write, Ultralytics, Custom Vision,
 * TensorFlow Lite, and ONNX's standard ones, and the names of classes under usual keys.
 */
export function fromMetadata(metadata: ReadonlyMap<string, string>): Partly {
  const part: Json = {};
  for (const key of [...PLAIN, ...NORMALIZATION]) {
    const text = metadata.get(key);
    if (text === undefined || key === 'name' || key === 'labels') continue;
    part[key] = parsed(text) ?? (WORDS.includes(key) ? text : undefined);
  }
  const lite = [...metadata.values()].filter((text) => text.includes('subgraph_metadata')).map(parsed);
  const settled = part.range !== undefined;
  for (const source of [
    fromUltralytics(metadata),
    ...lite.map(fromTensorFlowLite),
    fromCustomVision(metadata),
    fromClassNames(metadata),
  ])
    for (const [key, value] of Object.entries(source))
      if (!(settled && ['mean', 'std'].includes(key))) part[key] ??= value;
  return part;
}
