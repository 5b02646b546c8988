import { FaccentError } from '../../errors.js';
import { labelsById } from './by-id.js';
import { decodeText } from './text.js';

/** Text between quotes as protocol buffers write it: letters beyond ASCII as the octal numbers of their bytes in UTF-8. */
function unescaped(text: string, name: string): string {
  if (!text.includes('\\')) return text.trim();
  const bytes = [...text.matchAll(/\\([0-7]{1,3})|\\?([^\\])|\\(\\)/gsu)].flatMap(
    ([, octal, letter, slash]) =>
      octal === undefined ? [...new TextEncoder().encode(letter ?? slash)] : [parseInt(octal, 8) & 255],
  );
  return decodeText(Uint8Array.from(bytes), name).trim();
}

/** A comment, text between quotes (the last is not closed where a line ends first), a brace, a word, or what is between. */
const TOKEN = /#[^\n\r]*|"((?:[^"\\\n]|\\.)*)("?)|'((?:[^'\\\n]|\\.)*)('?)|[{}]|[^\s{}"'#:,;]+|[\s:,;]+/g;

interface Item {
  /** The first value of each field. */
  readonly fields: Map<string, string>;
  /** Where it begins and ends in the text. */
  readonly from: number;
  readonly to: number;
}

/** Items one after another; undefined where one does not end, or a quote does not. */
function itemsOf(text: string): Item[] | undefined {
  const items: Item[] = [];
  let fields = new Map<string, string>();
  let [depth, from, word]: [number, number, string | undefined] = [0, 0, undefined];
  for (const { 0: token, 1: double, 2: closed, 3: single, 4: ended, index } of text.matchAll(TOKEN)) {
    if (/^[\s:,;#]/.test(token)) continue;
    if (closed === '' || ended === '') return undefined;
    if (token === '{') {
      if (depth === 0) {
        if (word !== 'item') return undefined;
        fields = new Map();
      }
      depth++;
      word = undefined;
    } else if (token === '}') {
      if (--depth < 0) return undefined;
      if (depth === 0) items.push({ fields, from, to: index + 1 });
      word = undefined;
    } else if (depth === 0) {
      [word, from] = [token, index];
    } else if (word === undefined) word = token;
    else {
      // what an item has within it is something else's
      if (depth === 1 && !fields.has(word)) fields.set(word, double ?? single ?? token);
      word = undefined;
    }
  }
  return depth === 0 ? items : undefined;
}

/**
 * Labels in a label map of TensorFlow's Object Detection: `item { id: 1 name: 'cat' }`.
 * @throws FaccentError where an item has no id or no name
 */
export function labelsFromLabelMap(text: string, name: string): string[] {
  const items = itemsOf(text);
  if (!items)
    throw new FaccentError(
      `"${name}" has items that cannot be read: a label map has items like item { id: 1 name: "cat" }`,
    );
  const entries = items.map(({ fields, from, to }): [string, string] => {
    const [id, label] = [fields.get('id'), fields.get('display_name') ?? fields.get('name')];
    if (id === undefined || label === undefined)
      throw new FaccentError(
        `"${name}" has an item without an id or a name: ${text.slice(from, Math.min(to, from + 200)).replace(/\s+/g, ' ')}`,
      );
    return [id, unescaped(label, name)];
  });
  if (!entries.length)
    throw new FaccentError(`"${name}" has no labels: a label map has items like item { id: 1 name: "cat" }`);
  return labelsById(entries, name);
}
