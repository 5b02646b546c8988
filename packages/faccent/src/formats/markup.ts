const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, SVG and their quoted attributes. Control characters, which XML has no place for, are left out. */
export const escapeMarkup = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[&<>"']/g, (c) => ENTITIES[c]!);

/** JSON that can stand in a `<script>`: nothing in it ends the element or begins a comment. */
export const escapeScript = (json: unknown): string => JSON.stringify(json).replace(/</g, '\\u003c');
