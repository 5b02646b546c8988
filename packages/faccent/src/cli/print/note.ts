import pc from './colours.js';
import { messageLine, said } from './terminal.js';

/** One line that a person should know, beside the results. */
export const note = (text: string): void => console.error(pc.yellow(`note: ${messageLine(text)}`));

/** The same, said once: what several photographs have in common. */
export function noteOnce(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  note(text);
}
