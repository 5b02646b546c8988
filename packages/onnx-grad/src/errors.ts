/** Longer messages lose their middle. */
const MOST = 1900;

/** Characters that no message needs: those that move a terminal's cursor, turn the writing, or are none. */
const HIDDEN = new RegExp(
  '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff]|' +
    '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
  'g',
);

/**
 * A message that can be shown anywhere, whatever the names in it are, which come from files: control characters as JSON
 * escapes them, and of a long one the beginning and the end.
 * @example readable('there is no layer "\u001b[31m"'); // 'there is no layer "\\u001b[31m"'
 */
export function readable(message: string): string {
  const long = message.length > MOST;
  const [head, tail] = long ? [message.slice(0, 1200), message.slice(-500)] : [message, ''];
  const shown = [head, tail].map((part) => part.replace(HIDDEN, escaped));
  if (!long && shown[0]!.length <= MOST) return shown[0]!;
  return `${shown[0]!.slice(0, 1200)} … ${(tail ? shown[1]! : shown[0]!).slice(-500)}`;
}

const escaped = (character: string): string =>
  character === '\t' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * A model, or a graph built on it, that cannot be read, typed or differentiated.
 * The message names what is wrong, where (operator, node) and how to mend it; it has no control characters, and fewer
 * than 2,000 characters.
 * @example
 * const builder = new Builder();
 * const a = builder.input('a', 'float32', [2]);
 * const b = builder.input('b', 'float32', [3]);
 * a.add(b); // throws GraphError: the shapes do not fit
 */
export class GraphError extends Error {
  override name = 'GraphError';

  constructor(message: string, options?: ErrorOptions) {
    super(readable(message), options);
  }
}

/** A graph of more nodes than are made. Whoever leaves out what cannot be copied would meet it again at every node. */
export class TooLong extends GraphError {}
