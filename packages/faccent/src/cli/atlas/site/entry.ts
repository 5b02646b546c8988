import path from 'node:path';
import type { Recipe, RunRequest, SiteBox, SiteState } from 'faccent';

/** A photograph that jobs accentuate. */
export interface EntryPhotograph {
  readonly sha256: string;
  /** For people: the file's name with that of its folder, and no more of the path. */
  readonly name: string;
  /** Its canvas among the site's files. */
  readonly file: string;
}

/** A job as the site's lists are made from it. */
export interface Entry {
  readonly id: string;
  readonly state: SiteState;
  /** None where the job raises something else than a unit: a map shows it. */
  readonly feature?: { readonly layer: string; readonly unit: number; readonly label?: string };
  readonly photograph?: EntryPhotograph;
  readonly activation?: readonly [before: number, after: number];
  readonly box?: SiteBox;
  /** Of the photograph among the unit's exemplars. */
  readonly rank?: number;
}

/** The canvas that jobs share: a photograph in a size, on a background where it has another than the usual one. */
export function canvasFile({ photo, settings }: Pick<RunRequest, 'photo' | 'settings'>): string {
  const { sha256, background } = photo!;
  const [height, width] = settings.size;
  const behind = background === undefined || background === '#ffffff' ? '' : `-${background ?? 'hidden'}`;
  return `photographs/${sha256}-${height}x${width}${behind.replace('#', '')}.webp`;
}

/** The name of a file with that of its folder. */
function shortName(file: string): string {
  const parts = file.replaceAll('\\', '/').split('/');
  return parts.slice(-2).filter(Boolean).join('/');
}

/** Four digits are what is shown. */
const rounded = (value: number): number => Number(value.toPrecision(4));

/** What the lists need of a job, or of the recipe that came of it. */
export function entryOf(id: string, state: SiteState, run: RunRequest | Recipe): Entry {
  const { feature, photo } = run;
  const { before, after } = 'results' in run ? run.results.activation : {};
  return {
    ...{ id, state },
    ...(feature && !feature.position && { feature }),
    ...(photo && {
      photograph: { sha256: photo.sha256, name: shortName(photo.path), file: canvasFile(run) },
    }),
    ...(before !== undefined &&
      after !== undefined && { activation: [rounded(before), rounded(after)] as const }),
  };
}

/** What is written of a path into a site, which others read. */
const lastOf = (file: unknown): unknown =>
  typeof file === 'string' && !/^(?:hf:|https?:)/.test(file)
    ? path.basename(file.replaceAll('\\', '/'))
    : file;

/** A text without the path of a folder. */
const without = (folder: string | undefined, text: unknown): unknown =>
  folder && folder !== './' && typeof text === 'string' ? text.replaceAll(folder, '') : text;

/** A recipe without the paths of the machine that it was made on: a site is for others. */
export function withoutPaths<T extends object>(json: T): T {
  const recipe = json as Record<string, Record<string, unknown> | undefined>;
  const { model, photo, encoder, settings } = recipe;
  const folder = typeof model?.path === 'string' ? `${path.dirname(model.path)}/` : undefined;
  const facts = Array.isArray(model?.facts) ? (model.facts as { readonly from?: unknown }[]) : undefined;
  const mask = settings?.mask as Record<string, unknown> | null | undefined;
  const named = <T extends Record<string, unknown>>(file: T): T => ({ ...file, path: lastOf(file.path) });
  return {
    ...recipe,
    ...(model && {
      model: {
        ...named(model),
        ...(model.source !== undefined && { source: lastOf(model.source) }),
        ...(facts && { facts: facts.map((fact) => ({ ...fact, from: without(folder, fact.from) })) }),
      },
    }),
    ...(photo && { photo: named(photo) }),
    ...(encoder && { encoder: named(encoder) }),
    ...(mask?.path !== undefined && { settings: { ...settings, mask: named(mask) } }),
  } as T;
}
