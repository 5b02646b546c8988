import { FaccentError } from '../errors.js';
import type { Description } from '../declaration/json.js';
import { type ShortForms, inOrder, isJson, readShort, typedJson } from '../declaration/legacy-short.js';
import { stageNames, transformFrom } from './describe.js';
import type { Transform } from './transform.js';

const anyNumber = (n: number): boolean => n > 0;

/** Every transform but `compose`, which is what stands between commas. */
const FORMS: ShortForms = {
  box: {
    ...{ name: 'box', usage: 'box[:LEAST:MOST]', count: (n) => n === 0 || n === 2 },
    options: (given) => (given.length ? { fraction: given } : {}),
  },
  'centre-box': {
    ...{ name: 'centreBox', usage: 'centre-box[:LEAST:MOST[:DEVIATION]]' },
    count: (n) => n === 0 || n === 2 || n === 3,
    options: (given) => (given.length ? { fraction: given.slice(0, 2), deviation: given[2] } : {}),
  },
  zoom: {
    ...{ name: 'zoomBox', usage: 'zoom[:FIRST:LAST]', count: (n) => n === 0 || n === 2 },
    options: (given) => (given.length ? { least: given } : {}),
  },
  'jitter-stack': inOrder('jitterStack', 'jitter-stack'),
  whole: inOrder('whole', 'whole'),
  jitter: inOrder('jitter', 'jitter:PIXELS', ['pixels'], 1),
  pad: inOrder('pad', 'pad:PIXELS[:constant|reflect[:VALUE]]', ['pixels', 'mode', 'value'], 1),
  scale: {
    ...{ name: 'randomScale', usage: 'scale:FACTOR:FACTOR…', count: anyNumber },
    options: (scales) => ({ scales }),
  },
  rotate: {
    ...{ name: 'randomRotate', usage: 'rotate:DEGREES:DEGREES…', count: anyNumber },
    options: (degrees) => ({ degrees }),
  },
  'colour-noise': inOrder('colourNoise', 'colour-noise[:DEVIATION]', ['deviation']),
  'pixel-noise': inOrder('pixelNoise', 'pixel-noise[:NORMAL[:UNIFORM]]', ['normal', 'uniform']),
};

/**
 * A transform as text, for command lines: `box:0.2:0.9`, stages with commas (or semicolons) between them like
 * `pad:12,jitter:8,scale:0.9:1:1.1,rotate:-10:0:10`, or the JSON of a description. What `scale` and `rotate` are given is
 * chosen from at random.
 * @param crops views a step, where something in it is random; 16 by default. In JSON they are a part of the description.
 * @throws FaccentError with the part that cannot be used
 * @example parseTransform('pad:12,jitter:8,colour-noise:0.1', { crops: 8 })
 */
export function parseTransform(text: string, { crops }: { readonly crops?: number } = {}): Transform {
  if (isJson(text)) {
    if (crops !== undefined)
      throw new FaccentError('a transform in JSON says its views itself: write "crops" in it');
    return transformFrom(typedJson(text, 'transform'));
  }
  const parts = text.split(/[,;]/).map((part) => readShort(part, 'transform', FORMS));
  const single = parts.length === 1 && !stageNames.includes(parts[0]!.name);
  const made = (views: object): Transform => {
    const seen = parts.map((part) => (drawsViews(part) ? { ...part, ...views } : part));
    return transformFrom(single ? seen[0] : { name: 'compose', parts: seen, ...views });
  };
  const usual = made({});
  return crops === undefined || usual.crops === 1 ? usual : made({ crops });
}

/** Whether it makes as many views as it is told. */
const drawsViews = ({ name }: Description): boolean => name !== 'whole' && !stageNames.includes(name);
