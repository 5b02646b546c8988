import { FaccentError } from '../../errors.js';
import { labelsById } from './by-id.js';
import { decodeText } from './text.js';

/** Text between quotes as protocol buffers write it: letters beyond ASCII as the octal numbers of their bytes in UTF-8. */
function unescaped(text: string, name: string): string {
  const bytes = [...text.matchAll(/\\([0-7]{1,3})|\\?([^\\])|\\(\\)/gsu)].flatMap(
    ([, octal, letter, slash]) =>
      octal === undefined ? [...new TextEncoder().encode(letter ?? slash)] : [parseInt(octal, 8) & 255],
  );
  return decodeText(Uint8Array.from(bytes), name).trim();
}

/**
 * Labels in a label map of TensorFlow's Object Detection: `item { id: 1 name: 'cat' }`.
 * @throws FaccentError where an item has no id or no name
 */
export function labelsFromLabelMap(text: string, name: string): string[] {
  const plain = text.replace(/^\s*#.*$/gm, '');
  const items = [
    ...plain.matchAll(/\bitem\s*:?\s*\{((?:[^{}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\{[^{}]*\})*)\}/g),
  ];
  // one that is missed would leave its class without a label
  const begun = plain.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '').match(/\bitem\s*:?\s*\{/g);
  if (items.length !== (begun ?? []).length)
    throw new FaccentError(
      `"${name}" has items that cannot be read: a label map has items like item { id: 1 name: "cat" }`,
    );
  const field = (item: string, key: string): string | undefined =>
    new RegExp(`(?:^|[\\s,;])${key}\\s*:\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'((?:[^'\\\\]|\\\\.)*)'|(-?\\d+))`)
      .exec(item)
      ?.slice(1)
      .find((found) => found !== undefined);
  const entries = items.map(([whole, all]): [string, string] => {
    const item = all!.replace(/\{[^{}]*\}/g, '');
    const [id, label] = [field(item, 'id'), field(item, 'display_name') ?? field(item, 'name')];
    if (id === undefined || label === undefined)
      throw new FaccentError(`"${name}" has an item without an id or a name: ${whole.replace(/\s+/g, ' ')}`);
    return [id, unescaped(label, name)];
  });
  if (!entries.length)
    throw new FaccentError(`"${name}" has no labels: a label map has items like item { id: 1 name: "cat" }`);
  return labelsById(entries, name);
}
