import { FaccentError } from '../../errors.js';

/** How bytes are text; undefined where they say that they are in a way that is not read. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? undefined : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  // without its mark UTF-16 shows by the zeros of line ends, spaces and Latin letters: the high byte of each
  const zeros = [0, 0];
  bytes.forEach((byte, i) => (byte === 0 ? zeros[i % 2]!++ : 0));
  if (bytes.length % 2 || zeros[0] === zeros[1]) return 'utf-8';
  // a few within what else is UTF-8 are no half of anything
  if (3 * (zeros[0]! + zeros[1]!) < bytes.length && isUtf8(bytes)) return 'utf-8';
  return zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The first line that is not UTF-8, and what it would be in Latin-1. */
function wrongLine(bytes: Uint8Array): { readonly line: number; readonly text: string } {
  for (let start = 0, line = 1; ; line++) {
    const end = bytes.indexOf(10, start);
    const own = bytes.subarray(start, end < 0 ? bytes.length : end);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(own);
    } catch {
      return { line, text: new TextDecoder('windows-1252').decode(own).trim().slice(0, 40) };
    }
    start = end + 1;
  }
}

/**
 * The text of a file: UTF-8, or UTF-16 of either order, with or without a byte order mark. Other encodings look alike, so
 * that none is guessed: letters would become others.
 * @param name what errors call the file
 * @throws FaccentError where it is in another encoding, or no text
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes);
  let text: string | undefined;
  try {
    text = encoding && new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // which line is to be mended is said below
  }
  // eslint-disable-next-line no-control-regex -- what no text has
  if (text !== undefined && !/[\u0000-\u0008\u000e-\u001f]/.test(text)) return text;
  if (text === undefined && encoding === 'utf-8' && !bytes.includes(0)) {
    const { line, text: latin } = wrongLine(bytes);
    throw new FaccentError(
      `line ${line} of "${name}" is not UTF-8 (in Latin-1 it would be "${latin}"): save it as UTF-8, or turn it, as by iconv -f latin1 -t utf-8`,
    );
  }
  throw new FaccentError(`"${name}" is not text in UTF-8 or UTF-16`);
}

/** Lines, whatever ends them, without the empty ones behind the last. */
export const linesOf = (text: string): string[] => text.trimEnd().split(/\r\n|[\n\r\u2028\u0085]/);
