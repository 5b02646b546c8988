import { existsSync } from 'node:fs';
import { FaccentError } from 'faccent';
import { isSingleUnit } from '../flags/parse.js';

/** What `--against` names, as it was typed. */
export interface AgainstText {
  /** A model, as `--model` takes it; none: the run's own. */
  readonly model?: string;
  /** LAYER:UNIT, or a class by label or index; none: the class that is raised. */
  readonly feature?: string;
}

/** The run's own model. */
const SELF = 'self';

/**
 * Where the name of a model ends: of addresses and places on the Hub at the first colon of their path, of paths at the last
 * colon before which there is a file, and of a known name at its first.
 */
function endOfModel(text: string): number {
  const address = /^(?:hf:|https?:\/\/[^/]*\/?)[^:]*/i.exec(text);
  if (address) return address[0].length;
  // a drive of Windows has a colon of its own
  const drive = /^[a-z]:[\\/]/i.test(text) ? 2 : 0;
  const ends = [...text].flatMap((c, i) => (c === ':' && i >= drive ? [i] : []));
  const there = [text.length, ...[...ends].reverse()].find(
    (end) => end > 0 && existsSync(text.slice(0, end)),
  );
  return there ?? ends[0] ?? text.length;
}

/**
 * `MODEL`, `MODEL:LAYER:UNIT`, `MODEL:CLASS`, and of the same model `self:LAYER:UNIT` or `:LAYER:UNIT`.
 * @throws FaccentError where it names no model, or of the same model nothing else
 */
export function againstText(text: string): AgainstText {
  const own = text.startsWith(':') || text === SELF || text.startsWith(`${SELF}:`);
  const end = own ? Math.max(0, text.indexOf(':')) : endOfModel(text);
  const model = own ? undefined : text.slice(0, end).trim();
  const feature = text.slice(end + 1).trim();
  if (
    model === '' ||
    (!own && end < text.length && feature === '') ||
    (own && (feature === '' || text === SELF))
  )
    throw new FaccentError(
      own
        ? `--against ${text}: name what of the same model it is raised against, like self:LAYER:UNIT`
        : `--against ${text}: it should be MODEL, MODEL:LAYER:UNIT or MODEL:CLASS`,
    );
  return { model, feature: feature === '' ? undefined : feature };
}

/** Whether a feature is a unit of a layer, and not a class: classes' indices are written index:7. */
export const isUnit = (feature: string): boolean => !/^index:/i.test(feature) && isSingleUnit(feature);
