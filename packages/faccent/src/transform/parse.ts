import type { Reading } from '../declaration/option.js';
import type { Registry } from '../declaration/registry.js';
import { isJson, readShort, typedJson } from '../declaration/short.js';
import { FaccentError } from '../errors.js';
import type { Transform, TransformDescription } from './transform.js';

/** What reading a transform's text may need besides the text. */
export interface TransformReading extends Reading {
  /** Views a step, where something in it is random; by default those of its parts. In JSON they stand in the JSON. */
  readonly views?: number;
}

/** Reads transforms as text: one, or a list of what is done in turn, between commas or semicolons. */
export const textReader =
  ({ declared, partNames, read }: Registry<Transform>) =>
  (text: string, { views, ...reading }: TransformReading = {}): Transform => {
    if (isJson(text)) {
      if (views !== undefined)
        throw new FaccentError('a transform in JSON says its views itself: write "views" in it');
      return read(typedJson(text, 'transform'), reading);
    }
    const parts = text.split(/[,;]/).map((part) => readShort(part, 'transform', declared, reading.note));
    const single = parts.length === 1 && !partNames.includes(parts[0]!.name);
    const takesViews = (part: TransformDescription): boolean =>
      declared.some(({ name, options }) => name === part.name && Object.hasOwn(options, 'views'));
    const made = (asked: object): Transform => {
      const seen = parts.map((part) => (takesViews(part) ? { ...part, ...asked } : part));
      return read(single ? seen[0] : { name: 'compose', parts: seen, ...asked }, reading);
    };
    const usual = made({});
    // where nothing is random there is one view, whatever is asked for
    return views === undefined || usual.views === 1 ? usual : made({ views });
  };
