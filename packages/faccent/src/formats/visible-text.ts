/**
 * What is obeyed and not seen: control characters (escapes of terminals begin with one), what turns text around or has no
 * width, halves of surrogate pairs, what is no character, and letters that are blank. Line ends and tabs are left.
 */
const UNSEEN =
  // eslint-disable-next-line no-misleading-character-class -- each by itself
  /[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]|[\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u{e0100}-\u{e01ef}]|(?<![\u0600-\u{10ffff}])[\u200c\u200d]/gu;

const unitEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

const asEscape = (found: string): string =>
  unitEscape(found.charCodeAt(0)) + (found.length > 1 ? unitEscape(found.charCodeAt(1)) : '');

/**
 * Text of a file, a header or a name as terminals, pages, pictures and JSON can show it: what would be obeyed instead of
 * seen is written as JSON writes it, `\u001b`. JSON stays the same JSON. Joiners within scripts and emoji that need them,
 * line ends and tabs stay.
 * @example visibleText('a\u202eb') // 'a\\u202eb'
 */
export const visibleText = (text: string): string => text.replace(UNSEEN, asEscape);

/** The same on one line: no text can make it look as if another line began. */
export const visibleLine = (text: string): string => visibleText(text).replace(/[\n\t]/g, asEscape);

/** A text of no more than so many UTF-16 units: what is too much is left out before its last fifth. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor(most / 5);
  const start = text.slice(0, most - tail - 3);
  // no surrogate pair is cut in two
  return `${start.replace(/[\ud800-\udbff]$/, '')} … ${text.slice(-tail).replace(/^[\udc00-\udfff]/, '')}`;
}
