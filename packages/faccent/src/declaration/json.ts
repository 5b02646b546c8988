import { FaccentError } from '../errors.js';
import { shown } from './schema.js';

/** Lists and objects inside of each other that nothing that is read here has; more would end the stack of who walks it. */
const DEEPEST = 100;

const [QUOTE, BACKSLASH, LIST, LIST_END, OBJECT, OBJECT_END, COLON, ...spaces] = [...'"\\[]{}: \t\n\r'].map(
  (c) => c.charCodeAt(0),
);
const SPACES = new Set(spaces);

/** How deep lists and objects are inside of each other in JSON that was not read: what is between quotes has no brackets. */
export function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === LIST || code === OBJECT) deepest = Math.max(deepest, ++depth);
    else if (code === LIST_END || code === OBJECT_END) depth--;
  }
  return deepest;
}

/**
 * Before JSON is read.
 * @param what it is, for errors
 * @throws FaccentError where lists or objects are inside of each other too deep
 */
export function checkDepth(text: string, what: string): void {
  if (depthOf(text) > DEEPEST) throw tooDeep(what);
}

/**
 * The same of what a program hands over as it was read, or made.
 * @param value that may hold itself
 * @throws FaccentError where lists or objects are inside of each other too deep
 */
export function checkNesting(value: unknown, what: string): void {
  let level = new Set([value]);
  for (let depth = 0; level.size > 0; depth++) {
    const inside = new Set<unknown>();
    for (const one of level)
      if (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one))
        for (const part of Object.values(one)) if (typeof part === 'object') inside.add(part);
    if (depth === DEEPEST && inside.size > 0) throw tooDeep(what);
    level = inside;
  }
}

const tooDeep = (what: string): FaccentError =>
  new FaccentError(`${what} has lists or objects inside of each other more than ${DEEPEST} deep`);

/** The first key that an object has twice, of which reading JSON keeps the last and says nothing. @param text that is JSON */
export function keyTwice(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === OBJECT) open.push(new Set());
    else if (code === OBJECT_END) open.pop();
    else if (code === QUOTE) {
      const from = i;
      while (text.charCodeAt(++i) !== QUOTE) if (text.charCodeAt(i) === BACKSLASH) i++;
      let after = i + 1;
      while (SPACES.has(text.charCodeAt(after))) after++;
      if (text.charCodeAt(after) !== COLON) continue;
      const key = JSON.parse(text.slice(from, i + 1)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/**
 * After JSON is read.
 * @param what it is, for errors
 * @throws FaccentError where an object has a key twice
 */
export function checkKeys(text: string, what: string): void {
  const key = keyTwice(text);
  if (key !== undefined) throw new FaccentError(`${what} has ${shown(key)} twice in one object: leave one`);
}

/**
 * What a text says in JSON, a byte order mark before it or not.
 * @param what it is, for errors: `"recipe.json"`
 * @throws FaccentError that says what is wrong with it
 */
export function parsedJson(text: string, what: string): unknown {
  const plain = text.replace(/^\ufeff/, '');
  if (plain.trim() === '') throw new FaccentError(`${what} is empty: it should be JSON`);
  checkDepth(plain, what);
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (cause) {
    throw new FaccentError(`${what} is not JSON: ${(cause as Error).message}`, { cause });
  }
  checkKeys(plain, what);
  return value;
}

/**
 * The same of a file's bytes, in UTF-8, or in UTF-16 with a mark of its order as PowerShell writes it.
 * @throws FaccentError
 */
export function jsonOf(bytes: Uint8Array, what: string): unknown {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FaccentError(`${what} is not text in UTF-8: save it as that`, { cause });
  }
  if (text.includes('\0'))
    throw new FaccentError(`${what} is not JSON: it has zeros in it; save it as UTF-8`);
  return parsedJson(text, what);
}

/** A value as JSON that has no other form: keys in order, nothing that is undefined. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
