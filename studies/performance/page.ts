// Parts of docs/performance.md that are made one by one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';

export const PAGE = 'docs/performance.md';

/** The studies that make a part each, in the order of the page. */
const PARTS = [
  'memory',
  'step-ratio',
  'browser-speed',
  'webgpu',
  'checkpoints',
  'atlas',
  'atlas-workers',
] as const;

/** What stands behind them: the beginning of notes.md. */
const NOTES = '## What pays, and what does not\n';

const part = (name: string): RegExp => new RegExp(`<!-- ${name} -->\n[^]*?<!-- end -->`);

const pageNow = (): string => readFileSync(path.join(root, PAGE), 'utf8');

/** The parts that the page has, with their markers. */
export function partsNow(): string[] {
  const page = pageNow();
  return PARTS.flatMap((name) => part(name).exec(page)?.[0] ?? []);
}

/** Writes a part anew; one that the page has not is put behind the others. */
export async function writePart(name: (typeof PARTS)[number], text: string): Promise<void> {
  const made = `<!-- ${name} -->\n\n${text.trim()}\n\n<!-- end -->`;
  const page = pageNow();
  if (!part(name).test(page) && !page.includes(NOTES)) throw new Error(`${PAGE} has no "${NOTES.trim()}"`);
  // functions: what is written may hold `$`
  await writePage(
    PAGE,
    part(name).test(page)
      ? page.replace(part(name), () => made)
      : page.replace(NOTES, () => `${made}\n\n${NOTES}`),
  );
}
