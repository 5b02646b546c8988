import { createHash } from 'node:crypto';
import {
  type AnimationFormat,
  FaccentError,
  RECIPE_VERSION,
  type RecordedPhoto,
  type RunRequest,
} from 'faccent';
import { parsedJson } from '../../declaration/json.js';
import { isObject } from '../../declaration/schema.js';
import { checkRequest } from '../../recipe/check.js';
import { ANIMATIONS } from '../flags/groups.js';

/** All that a run was asked: whoever has it can make the run from its beginning. Every path is absolute. */
export interface Asked {
  /** The run itself, as a recipe has it. */
  readonly request: RunRequest;
  readonly outputs: AskedOutputs;
  readonly comparisons: AskedComparisons;
  /** The class whose probability is said, where there is one. */
  readonly probable?: number;
  /** Where it is an explanation: what it is of; `request` is then its accentuation of one class less the other. */
  readonly explanation?: AskedExplanation;
  /** Where it is an audit: what it is made of; `request` is then the first of its accentuations. */
  readonly audit?: AskedAudit;
  /** Seconds between checkpoints, or `off`. */
  readonly checkpoint: CheckpointEvery;
  readonly command: AskedCommand;
}

/** How often a run is kept: so many seconds, or only where a person stops it. */
export type CheckpointEvery = number | 'off';

/** What is to be written of a run. */
export interface AskedOutputs {
  readonly animate?: readonly AnimationFormat[];
  readonly snapshots?: number;
  readonly report?: boolean;
  readonly saveTensors?: string;
}

/** What is explained of a photograph. */
export interface AskedExplanation {
  /** Units of the classes. */
  readonly predicted: number;
  readonly actual: number;
  readonly layer?: string;
  readonly channels?: number;
}

/** What an audit compares with, as flags say it. */
export interface AuditInputFlags {
  /** A folder of photographs, or of exemplars. */
  readonly natural?: string;
  /** Natural photographs at most. */
  readonly limit: number;
  /** Another network; `none` for none. */
  readonly second?: string;
}

/** The same, as an audit that is kept says it. */
export interface AskedInputs extends AuditInputFlags {
  readonly naturalSha256?: string;
  readonly secondSha256?: string;
}

/** What an audit is made of. */
export interface AskedAudit extends AskedInputs {
  /** Those after the first. */
  readonly photographs: readonly RecordedPhoto[];
  readonly seeds: number;
  readonly others: number;
  /** As a person writes them. */
  readonly parameterizations: readonly string[];
  /** By name. */
  readonly checks?: readonly string[];
}

/** What a run is compared with, and what that was when it began. */
export interface AskedComparisons {
  readonly natural?: string;
  readonly naturalSha256?: string;
  readonly transfer?: string;
  readonly transferSha256?: string;
  readonly transferClass?: string;
  /** What is behind photographs where they are transparent, as it was said. */
  readonly background?: string;
}

/** The command that asked for a run among others. */
export interface AskedCommand {
  /** Told apart from other commands for the same folders. */
  readonly id: string;
  readonly began: string;
  /** The folder of this run. */
  readonly folder: string;
  /** What the folders of all of its runs have in common: they lie below it, or it is the only one. */
  readonly root: string;
  /** Which of its runs this is, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
}

const FORMAT = 'faccent-unfinished';
const VERSION = 1;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As `run.json` has it: with its own hash. */
export const formatAsked = (asked: Asked): string => {
  // a later version reads it as it reads recipes of this one
  const text = JSON.stringify({ ...asked, request: { ...asked.request, version: RECIPE_VERSION } });
  return `{"format":"${FORMAT}","version":${VERSION},"sha256":"${hashOf(text)}","asked":${text}}\n`;
};

/** @param name what errors call it @throws FaccentError unless it is as it was written */
export function parseAsked(text: string, name: string): Asked {
  let json: unknown;
  try {
    json = parsedJson(text, `"${name}"`);
  } catch (cause) {
    throw new FaccentError(`"${name}" is damaged: it is no JSON`, { cause });
  }
  const { format, version, sha256, asked } = isObject(json) ? json : {};
  if (format !== FORMAT || version !== VERSION)
    throw new FaccentError(`"${name}" is no unfinished run of this faccent`);
  if (!isObject(asked) || hashOf(JSON.stringify(asked)) !== sha256)
    throw new FaccentError(`"${name}" is damaged: it is not as it was written`);
  return checkAsked(asked, name);
}

/** @throws FaccentError naming the field that is not what it should be */
function checkAsked(asked: Record<string, unknown>, name: string): Asked {
  const { request, outputs, comparisons, probable, explanation, audit, checkpoint, command } = asked;
  const fine =
    areOutputs(outputs) &&
    isObject(comparisons) &&
    Object.values(comparisons).every((value) => typeof value === 'string') &&
    (probable === undefined || isCount(probable)) &&
    (explanation === undefined ||
      (isExplanation(explanation) && isObject(request) && isObject(request.photo))) &&
    (audit === undefined || (isAudit(audit) && isObject(request) && isObject(request.photo))) &&
    (checkpoint === 'off' || (typeof checkpoint === 'number' && checkpoint >= 0)) &&
    isCommand(command);
  if (!fine) throw new FaccentError(`"${name}" does not say what its run was asked`);
  return { ...(asked as unknown as Asked), request: checkRequest(request) };
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isExplanation = (json: unknown): boolean =>
  isObject(json) &&
  [json.predicted, json.actual].every(isCount) &&
  isTextOrNone(json.layer) &&
  (json.channels === undefined || isCount(json.channels));

const areTexts = (json: unknown): boolean =>
  Array.isArray(json) && json.every((text) => typeof text === 'string');

const isAudit = (json: unknown): boolean =>
  isObject(json) &&
  [json.seeds, json.others, json.limit].every(isCount) &&
  [json.natural, json.second, json.naturalSha256, json.secondSha256].every(isTextOrNone) &&
  areTexts(json.parameterizations) &&
  (json.checks === undefined || areTexts(json.checks)) &&
  Array.isArray(json.photographs) &&
  json.photographs.every((photo) => isObject(photo) && areTexts([photo.path, photo.sha256]));

function areOutputs(json: unknown): boolean {
  if (!isObject(json)) return false;
  const { animate, snapshots, report, saveTensors } = json;
  return (
    (animate === undefined ||
      (Array.isArray(animate) &&
        animate.every((format) => (ANIMATIONS as readonly unknown[]).includes(format)))) &&
    (snapshots === undefined || (isCount(snapshots) && snapshots !== 0)) &&
    (report === undefined || typeof report === 'boolean') &&
    isTextOrNone(saveTensors)
  );
}

function isCommand(json: unknown): boolean {
  if (!isObject(json)) return false;
  const { id, began, folder, root, index, count } = json;
  return (
    [id, began, folder, root].every((text) => typeof text === 'string') && isCount(index) && isCount(count)
  );
}
