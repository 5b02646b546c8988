/** What the page shows, as the part of its address behind `#` says it. */
export type Route =
  | { readonly at: 'home' }
  | { readonly at: 'layer'; readonly layer: string }
  /** With `id` one result of the feature. */
  | { readonly at: 'feature'; readonly layer: string; readonly unit: number; readonly id?: string }
  | { readonly at: 'photographs' }
  /** With `id` one result in the photograph. */
  | { readonly at: 'photograph'; readonly sha256: string; readonly id?: string }
  /** With `id` one cell's job. */
  | { readonly at: 'map'; readonly name: string; readonly id?: string }
  /** A result by itself, of a map's cell say. */
  | { readonly at: 'result'; readonly id: string };

const ID = /^[0-9a-f]{32}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** The address of a route: links to it stay. */
export function addressOf(route: Route): string {
  const parts: Record<Route['at'], () => readonly (string | undefined)[]> = {
    home: () => [],
    layer: () => ['layer', (route as { layer: string }).layer],
    feature: () => {
      const { layer, unit, id } = route as { layer: string; unit: number; id?: string };
      return [`${layer}:${unit}`, id];
    },
    photographs: () => ['photographs'],
    photograph: () => {
      const { sha256, id } = route as { sha256: string; id?: string };
      return ['photograph', sha256, id];
    },
    map: () => {
      const { name, id } = route as { name: string; id?: string };
      return ['map', name, id];
    },
    result: () => ['result', (route as { id: string }).id],
  };
  const given = parts[route.at]().filter((part) => part !== undefined);
  // colons are read more easily as they are
  return `#/${given.map((part) => encodeURIComponent(part).replaceAll('%3A', ':')).join('/')}`;
}

/** What an address asks for; undefined where that is nothing. */
export function routeOf(hash: string): Route | undefined {
  let parts: string[];
  try {
    parts = hash
      .replace(/^#?\/?/, '')
      .split('/')
      .filter(Boolean)
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const [first, second, third, ...more] = parts;
  if (first === undefined) return { at: 'home' };
  if (more.length) return undefined;
  const isWhole = third === undefined;
  if (first === 'layer' && second && isWhole) return { at: 'layer', layer: second };
  if (first === 'photographs' && !second) return { at: 'photographs' };
  if (first === 'photograph' && SHA256.test(second ?? '') && (isWhole || ID.test(third)))
    return { at: 'photograph', sha256: second!, id: third };
  if (first === 'map' && second && (isWhole || ID.test(third)))
    return { at: 'map', name: second, ...(third !== undefined && { id: third }) };
  if (first === 'result' && ID.test(second ?? '') && isWhole) return { at: 'result', id: second! };
  const [, layer, unit] = /^(.+):(\d+)$/s.exec(first) ?? [];
  if (layer && isWhole && (second === undefined || ID.test(second)))
    return { at: 'feature', layer, unit: Number(unit), id: second };
  return undefined;
}

/** What a route is part of: where Esc leads. */
export function above(route: Route): Route {
  if (route.at === 'feature')
    return route.id === undefined ? { at: 'layer', layer: route.layer } : { ...route, id: undefined };
  if (route.at === 'photograph')
    return route.id === undefined ? { at: 'photographs' } : { ...route, id: undefined };
  if (route.at === 'map' && route.id !== undefined) return { at: 'map', name: route.name };
  return { at: 'home' };
}
