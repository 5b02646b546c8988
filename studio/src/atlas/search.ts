import type { AtlasSite } from 'faccent';
import type { Route } from './routes.js';
import { readList } from './site.js';

/** Something that a search has found. */
export interface Hit {
  readonly route: Route;
  readonly text: string;
  readonly kind: string;
}

/** Hits of a kind at most. */
const MOST = 8;

/** How well a text has what is asked for: 0 not at all. */
function score(text: string, asked: string): number {
  const at = text.toLowerCase().indexOf(asked);
  if (at < 0) return 0;
  const isWhole = text.length === asked.length;
  const begins = at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]!);
  return 1 + (begins ? 1 : 0) + (isWhole ? 2 : 0);
}

function best<T>(all: readonly T[], textOf: (one: T) => string, asked: string): T[] {
  return all
    .map((one) => ({ one, rank: score(textOf(one), asked) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** What is found: layers, features by their numbers, classes by their labels, photographs by their names. */
export async function hitsFor(site: AtlasSite, query: string): Promise<Hit[]> {
  const asked = query.trim().toLowerCase();
  if (!asked) return [];
  const layers = best(site.layers, ({ name }) => name, asked);
  const [features, classes, photographs] = await Promise.all([
    featuresFor(site, asked),
    classesFor(site, asked),
    photographsFor(site, asked),
  ]);
  return [
    ...features,
    ...layers.map(({ name }): Hit => ({ route: { at: 'layer', layer: name }, text: name, kind: 'layer' })),
    ...classes,
    ...photographs,
  ];
}

/** `block6a:3`, and its beginnings: of layers whose name ends in what stands before the colon. */
async function featuresFor({ layers }: AtlasSite, asked: string): Promise<Hit[]> {
  const [, name, unit] = /^(.*?)[:\s]\s*(\d+)$/.exec(asked) ?? [];
  if (name === undefined || unit === undefined) return [];
  const hits: Hit[] = [];
  for (const layer of best(layers, (one) => one.name, name)) {
    const { sections } = await readList(layer.file);
    for (const { key, label } of sections.filter((section) => section.key.startsWith(unit))) {
      const route = { at: 'feature', layer: layer.name, unit: Number(key) } as const;
      hits.push({ route, text: `${layer.name}:${key}`, kind: label?.split(',')[0] ?? 'feature' });
      if (hits.length === MOST) return hits;
    }
  }
  return hits;
}

async function classesFor({ layers }: AtlasSite, asked: string): Promise<Hit[]> {
  const lists = layers
    .filter(({ labelled }) => labelled)
    .map(async ({ name, file }) => {
      const { sections } = await readList(file);
      return best(sections, ({ label }) => label ?? '', asked).map(({ key, label }): Hit => {
        return {
          route: { at: 'feature', layer: name, unit: Number(key) },
          ...{ text: label!, kind: `${name}:${key}` },
        };
      });
    });
  return (await Promise.all(lists)).flat().slice(0, MOST);
}

async function photographsFor({ photographs }: AtlasSite, asked: string): Promise<Hit[]> {
  const { sections } = await readList(photographs.file);
  return best(sections, ({ label }) => label ?? '', asked).map(({ key, label }): Hit => {
    return { route: { at: 'photograph', sha256: key }, text: label ?? key, kind: 'photograph' };
  });
}
