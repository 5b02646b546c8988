import type { RecipeFeature } from 'faccent';
import type { RunSettings, RunWish } from '../worker/protocol.js';
import { BOUNDS } from './settings.js';

/** What a link says: which network, which photograph by its name (never its pixels), what is raised and how. */
export interface Linked {
  /** A network's name, and the SHA-256 of its file. */
  readonly network: string;
  readonly sha256: string;
  readonly photograph: string;
  readonly feature: RecipeFeature;
  readonly settings: RunSettings;
}

const HEAD = '#run=';

/** The part of an address that holds a run. */
export function linkOf(
  { feature, settings }: RunWish,
  { network, sha256, photograph }: Omit<Linked, 'feature' | 'settings'>,
): string {
  const linked: Linked = { network, sha256, photograph, feature, settings };
  const bytes = new TextEncoder().encode(JSON.stringify(linked));
  const base64 = btoa(String.fromCharCode(...bytes));
  return HEAD + base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * What the hash of an address holds; undefined where it is none of ours.
 * @throws Error that says what is wrong with it
 */
export function readLink(hash: string): Linked | undefined {
  if (!hash.startsWith(HEAD)) return undefined;
  let json: unknown;
  try {
    const base64 = hash.slice(HEAD.length).replaceAll('-', '+').replaceAll('_', '/');
    json = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));
  } catch (cause) {
    throw new Error('the link is not whole: copy it again, all of it', { cause });
  }
  const { network, sha256, photograph, feature, settings } = objectOf(json, 'the link');
  return {
    network: textOf(network, 'network'),
    sha256: textOf(sha256, 'sha256'),
    photograph: textOf(photograph, 'photograph'),
    feature: featureOf(feature),
    settings: settingsOf(settings),
  };
}

const LONGEST_TEXT = 300;

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} does not hold a run: copy it again, all of it`);
  return value as Record<string, unknown>;
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT)
    throw new Error(`the link's ${what} should be a short text`);
  return value;
}

function featureOf(value: unknown): RecipeFeature {
  const { layer, unit, label } = objectOf(value, 'the link');
  if (!Number.isInteger(unit) || (unit as number) < 0)
    throw new Error("the link's unit should be a whole number, 0 or more");
  return {
    layer: textOf(layer, 'layer'),
    unit: unit as number,
    ...(label !== undefined && { label: textOf(label, 'label') }),
  };
}

function settingsOf(value: unknown): RunSettings {
  const given = objectOf(value, 'the link');
  const read = Object.entries(BOUNDS).map(([key, [least, most, whole]]) => {
    const n = given[key];
    if (typeof n !== 'number' || !(n >= least && n <= most) || (whole && !Number.isInteger(n)))
      throw new Error(
        `the link's ${key} should be ${whole ? 'a whole' : 'a'} number from ${least} to ${most}`,
      );
    return [key, n] as const;
  });
  return Object.fromEntries(read) as unknown as RunSettings;
}
