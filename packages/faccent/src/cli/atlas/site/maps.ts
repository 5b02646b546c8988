import path from 'node:path';
import type { AtlasSite } from 'faccent';
import { isObject } from '../../../declaration/schema.js';
import { readJson } from '../../../platform/node/read.js';
import type { Data } from './data.js';

/** Brings a plan's maps into the site. */
export async function putMaps(
  plan: string,
  names: readonly string[],
  data: Data,
): Promise<AtlasSite['maps']> {
  const maps = [];
  for (const name of names) {
    const map = await readJson(path.join(plan, 'maps', `${name}.json`)).catch(() => undefined);
    if (!isObject(map)) continue;
    const { layer } = map;
    maps.push({
      ...{ name, file: await data.json('maps', map) },
      ...(typeof layer === 'string' && { layer }),
    });
  }
  return maps;
}
