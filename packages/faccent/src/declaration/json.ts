import { FaccentError } from '../errors.js';

/** Lists and objects inside of each other that nothing that is read here has; more would end the stack of who walks it. */
const DEEPEST = 100;

const [QUOTE, BACKSLASH, LIST, LIST_END, OBJECT, OBJECT_END] = [...'"\\[]{}'].map((c) => c.charCodeAt(0));

/**
 * Before JSON is read: what is between quotes has no brackets.
 * @param what it is, for errors
 * @throws FaccentError where lists or objects are inside of each other too deep
 */
export function checkDepth(text: string, what: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === LIST || code === OBJECT) {
      if (++depth > DEEPEST)
        throw new FaccentError(`${what} has lists or objects inside of each other more than ${DEEPEST} deep`);
    } else if (code === LIST_END || code === OBJECT_END) depth--;
  }
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
  try {
    return JSON.parse(plain) as unknown;
  } catch (cause) {
    throw new FaccentError(`${what} is not JSON: ${(cause as Error).message}`, { cause });
  }
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
