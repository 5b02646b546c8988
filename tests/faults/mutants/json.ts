import type { Choices } from './choices.js';
import type { Mutator } from './bytes.js';
import { mutateBytes } from './bytes.js';
import { oddText } from './texts.js';

type Holder = Record<string, unknown>;

/** Lists within lists. */
const nested = (levels: number): unknown => {
  let value: unknown = [];
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};

/** A value that is nowhere expected. */
export function oddValue(c: Choices): unknown {
  const simple = [
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    2,
    3,
    0.5,
    1e308,
    -1e308,
    2 ** 31,
    2 ** 53,
    1e-320,
    4096,
    100_000,
  ];
  const made: (() => unknown)[] = [
    () => [],
    () => ({}),
    () => [[]],
    () => [null],
    () => ({ length: 3 }),
    () => ({ length: 2 ** 40 }),
    () => JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
    () => ({ constructor: { prototype: { polluted: true } } }),
    () => ({
      name: c.of(['add', 'channel', 'neuron', 'mean', 'compose', 'box', 'cppn', 'toString']),
      terms: [],
    }),
    () => Array.from({ length: c.of([2, 3, 4, 1000]) }, () => c.of(simple)),
    () => nested(c.of([3, 50, 2000])),
    () => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])),
  ];
  if (c.oneIn(3)) return oddText(c);
  return c.oneIn(2) ? c.of(simple) : c.of(made)();
}

/** A value in the place of any part of JSON. */
export function misplaced(json: unknown, c: Choices): unknown {
  if (typeof json !== 'object' || json === null || c.oneIn(10)) return oddValue(c);
  const keys = Object.keys(json);
  if (keys.length === 0) return oddValue(c);
  const key = c.of(keys);
  if (Array.isArray(json)) {
    const list = [...(json as unknown[])];
    const at = Number(key);
    const copies = (): unknown[] => Array.from({ length: c.of([1, 1, 2000]) }, () => list[at]);
    switch (c.below(12)) {
      case 0:
        list.splice(at, 1);
        break;
      case 1:
        list.splice(at, 0, ...copies());
        break;
      default:
        list[at] = misplaced(list[at], c);
    }
    return list;
  }
  const entries = Object.entries(json as Holder);
  const at = keys.indexOf(key);
  const value = entries[at]![1];
  const changes: (() => unknown)[] = [
    () => entries.splice(at, 1),
    () => (entries[at] = [oddText(c), value]),
    () => entries.push([oddText(c), oddValue(c)]),
    () => ([entries[at]![1], entries[0]![1]] = [entries[0]![1], value]),
  ];
  if (c.oneIn(4)) c.of(changes)();
  else entries[at] = [key, misplaced(value, c)];
  return Object.fromEntries(entries);
}

/** JSON as text with something in it that JSON.stringify never writes. */
function oddlyWritten(text: string, c: Choices): string {
  const number = /-?\d+(\.\d+)?/g;
  const numbers = [...text.matchAll(number)];
  const at = c.of(numbers);
  switch (c.below(6)) {
    case 0:
      return at
        ? text.slice(0, at.index) +
            c.of(['1e999', '-1e999', '00', '0x10', 'NaN', '1'.repeat(400)]) +
            text.slice(at.index + at[0].length)
        : text;
    case 1:
      return `\ufeff${text}`;
    case 2:
      return text.replace('{', `{${JSON.stringify(oddText(c))}:${JSON.stringify(oddText(c))},`);
    case 3:
      return text.replace('{', '{"__proto__":{"size":[1,1]},');
    case 4:
      return '['.repeat(c.of([10, 1000, 200_000])) + text;
    default:
      return text + text;
  }
}

/** A file of JSON: something in another's place, oddly written, or its bytes changed. */
export const mutateJson: Mutator = (bytes, c, other) => {
  const text = new TextDecoder().decode(bytes);
  if (c.oneIn(8)) return mutateBytes(bytes, c, other);
  if (c.oneIn(10)) return new TextEncoder().encode(oddlyWritten(text, c));
  let json: unknown = JSON.parse(text);
  for (let i = c.of([1, 1, 1, 2, 3]); i > 0; i--) json = misplaced(json, c);
  return new TextEncoder().encode(JSON.stringify(json));
};
