import { visibleText } from './visible-text.js';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, SVG and their quoted attributes. What would be obeyed and not seen, or is not XML, is written out. */
export const escapeMarkup = (text: string): string =>
  visibleText(text).replace(/[&<>"']/g, (c) => ENTITIES[c]!);

/** JSON that can stand in a `<script>`: nothing in it ends the element or begins a comment. */
export const escapeScript = (json: unknown): string =>
  visibleText(JSON.stringify(json)).replace(/</g, '\\u003c');
