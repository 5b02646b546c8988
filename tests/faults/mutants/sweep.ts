/** Where something stands in JSON: keys and places, from the outside. */
export type Path = readonly (string | number)[];

/** JSON as text, with something that no value can hold in the place of a part. */
interface Swept {
  /** What stands there instead. */
  readonly what: string;
  readonly text: string;
}

/** Every part of JSON; of lists, the first two. */
export function pathsOf(json: unknown, at: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return [at];
  const keys = Array.isArray(json) ? [...json.keys()].slice(0, 2) : Object.keys(json);
  const inside = keys.flatMap((key) => pathsOf((json as Record<string, unknown>)[key], [...at, key]));
  return at.length ? [at, ...inside] : inside;
}

const deep = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000);

/** What stands in the place of a part, as text: JSON can say more than its values. */
export const INSTEAD: Readonly<Record<string, string>> = {
  ...{ null: 'null', true: 'true', '-1': '-1', '1e400': '1e400', '2^53': '9007199254740992', '0.5': '0.5' },
  ...{ 'empty text': '""', '100 kB of text': JSON.stringify('é"\u001b'.repeat(25_000)) },
  ...{ '[]': '[]', '{}': '{}', '[null]': '[null]', __proto__: '{"__proto__": {"polluted": true}}' },
  ...{
    'lists, 10,000 deep': deep('[', ']'),
    'objects, 10,000 deep': `${deep('{"a":', '}').replace('}', '1}')}`,
  },
};

const HERE = '\u0000here';

/** JSON with a part replaced, removed, said twice or under another name. */
export function swept(json: unknown, path: Path): Swept[] {
  const outer = path.slice(0, -1);
  const key = path.at(-1)!;
  const replaced = (edit: (inside: Record<string | number, unknown>) => void): string => {
    const copy = structuredClone(json);
    const inside = outer.reduce<unknown>((at, k) => (at as Record<string | number, unknown>)[k], copy);
    edit(inside as Record<string | number, unknown>);
    return JSON.stringify(copy);
  };
  const here = replaced((inside) => (inside[key] = HERE));
  const put = (text: string): string => here.replace(JSON.stringify(HERE), () => text);
  const part = JSON.stringify(
    path.reduce<unknown>((at, k) => (at as Record<string | number, unknown>)[k], json),
  );
  const named = typeof key === 'string';
  return [
    ...Object.entries(INSTEAD).map(([what, text]) => ({ what, text: put(text) })),
    {
      what: 'removed',
      text: replaced(
        (inside) => void (named ? delete inside[key] : (inside as unknown as unknown[]).splice(key, 1)),
      ),
    },
    ...(named
      ? [
          { what: 'said twice', text: put(`null, ${JSON.stringify(key)}: ${part}`) },
          {
            what: 'called __proto__',
            text: here.replace(`${JSON.stringify(key)}:${JSON.stringify(HERE)}`, () => `"__proto__":${part}`),
          },
        ]
      : []),
  ];
}
