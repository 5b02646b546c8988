// Parts of docs/performance.md that are made one by one.

export const PAGE = 'docs/performance.md';

/** The part that the study step-ratio makes. */
export const RATIO = 'step-ratio';

/** The part that the study memory makes. */
export const MEMORY = 'memory';

/** The part that the study checkpoints makes. */
export const CHECKPOINTS = 'checkpoints';

const part = (name: string): RegExp => new RegExp(`<!-- ${name} -->\n[^]*?<!-- end -->`);

/** What stands between the markers of a part, with them. */
export const marked = (page: string, name: string): string | undefined => part(name).exec(page)?.[0];

/** The part that the study browser-speed makes. */
export const BROWSER = 'browser-speed';
/** What `npm run study webgpu` writes. */
export const WEBGPU = 'webgpu';

/** The page with a part made anew; one that it has not is put before the heading. */
export function withPart(page: string, name: string, text: string, before: string): string {
  const made = `<!-- ${name} -->\n\n${text.trim()}\n\n<!-- end -->`;
  // functions: what is written may hold `$`
  if (part(name).test(page)) return page.replace(part(name), () => made);
  return page.replace(`${before}\n`, (heading) => `${made}\n\n${heading}`);
}
