import picocolors from 'picocolors';
import { shortened, visibleLine } from '../../formats/visible-text.js';

/**
 * Stands for the escape character of our own colours until they reach the terminal: what files hold is shown and not
 * obeyed, and no file can guess this.
 */
export const OWN_ESCAPE = `\ufdd0${Math.random().toString(36).slice(2)}\ufdd1`;

/** UTF-16 units of a name, and of a line. */
const [NAME, LINE] = [200, 1900];

/** A name that a file gave something, on one line with others. */
export const nameLine = (text: string): string => visibleLine(shortened(text, NAME));

/** Text in a colour, where there are colours: one line, whatever is in it. */
const coloured = (name: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', most = LINE) => {
  const [open, close] = picocolors[name]('\0')
    .split('\0')
    .map((part) => part.replaceAll('\u001b', OWN_ESCAPE)) as [string, string];
  return (text: string): string => `${open}${visibleLine(shortened(text, most))}${close}`;
};

/** The colours of what is printed. */
const pc = {
  bold: coloured('bold', NAME),
  dim: coloured('dim'),
  red: coloured('red'),
  green: coloured('green'),
  yellow: coloured('yellow'),
  cyan: coloured('cyan'),
};

export default pc;
