import { closeSync, openSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { FaccentError, checkTensorFile } from 'faccent';
import { tableColumn } from '../../models/labels/table-column.js';
import { NO_WAITING, kindOf } from '../../platform/node/contained.js';
import { fileFailure } from '../../platform/node/failure.js';
import { imagesAmong } from '../../platform/node/photos.js';
import { isPiped } from '../../platform/node/read.js';
import { refused } from './refused.js';

/** What stands at a path, links followed; undefined where nothing does. @throws InvalidArgumentError */
function standing(text: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(text);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code!)) return undefined;
    return refused(() => {
      throw fileFailure('use', text, cause);
    });
  }
}

/** Whether a file can be read, for its text. @throws FaccentError as reading it would */
function checkFile(text: string): void {
  if (isPiped(text)) return;
  try {
    const there = statSync(text);
    if (!there.isFile()) throw new FaccentError(`cannot read "${text}": it is ${kindOf(there)}, not a file`);
    closeSync(openSync(text, NO_WAITING));
  } catch (cause) {
    if (cause instanceof FaccentError) throw cause;
    throw fileFailure('read', text, cause);
  }
}

/** A file that is there to be read: said before anything else is done. */
export function file(text: string): string {
  refused(() => checkFile(text));
  return text;
}

/** Several of them. */
export const files = (text: string, before: readonly string[] = []): string[] => [...before, file(text)];

/** A file that a command is about. @throws FaccentError */
export function subject(text: string): string {
  checkFile(text);
  return text;
}

/** Several of them, of which there may be thousands. */
export function subjects(text: string, before: string[] = []): string[] {
  before.push(subject(text));
  return before;
}

/** A file of labels, with the column of a table behind it where there is one. */
export function labelsFile(text: string): string {
  refused(() => checkFile(tableColumn(text).file));
  return text;
}

/** A folder that is there. */
export function folder(text: string): string {
  const there = standing(text);
  if (!there) throw new InvalidArgumentError(`there is no folder "${text}"`);
  if (!there.isDirectory()) throw new InvalidArgumentError(`"${text}" is ${nounOf(there)}, not a folder`);
  return text;
}

/** Several of them. */
export const folders = (text: string, before: readonly string[] = []): string[] => [...before, folder(text)];

/** A folder with photographs in it. */
export function photographs(text: string): string {
  folder(text);
  refused(() => {
    let names: string[];
    try {
      names = readdirSync(text);
    } catch (cause) {
      throw fileFailure('read the folder', text, cause);
    }
    imagesAmong(names, text);
  });
  return text;
}

/** A folder of exemplars. */
export function exemplarsFolder(text: string): string {
  if (!standing(path.join(folder(text), 'exemplars.json')))
    throw new InvalidArgumentError(
      `"${text}" holds no exemplars: faccent exemplars PHOTOS --out FOLDER makes some`,
    );
  return text;
}

/** A folder with photographs in it, or with exemplars. */
export const photographsOrExemplars = (text: string): string =>
  standing(path.join(folder(text), 'exemplars.json')) ? text : photographs(text);

/** A photograph, or a folder of them; several. */
export function photographsOrFolders(text: string, before: readonly string[] = []): string[] {
  return [...before, standing(text)?.isDirectory() ? photographs(text) : file(text)];
}

const nounOf = (there: NonNullable<ReturnType<typeof statSync>>): string =>
  there.isFile() ? 'a file' : kindOf(there);

/** A folder for results: an empty name would be the folder that one is in. */
export function place(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it should be a name');
  // the innermost part that is there is what the rest is made in
  for (let at = path.resolve(text); ; at = path.dirname(at)) {
    const there = standing(at);
    if (there?.isDirectory()) return text;
    if (there)
      throw new InvalidArgumentError(
        `cannot write to the folder "${text}": ${at === path.resolve(text) ? 'it' : `"${at}"`} is ${nounOf(there)}`,
      );
    if (at === path.dirname(at)) return text;
  }
}

/** @throws InvalidArgumentError where something stands that is no file */
function checkWritable(text: string): void {
  const there = standing(text);
  if (there && !there.isFile())
    throw new InvalidArgumentError(`cannot write "${text}": it is ${nounOf(there)}, not a file`);
}

/** A file for a result, in a folder that is there: it is looked for before the work, not after. */
export function newFile(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it should be a name');
  checkWritable(text);
  folder(path.dirname(text));
  return text;
}

/** A file for tensors, by what its name ends in; its folder is made. */
export function tensorFile(text: string): string {
  refused(() => checkTensorFile(text));
  checkWritable(text);
  place(path.dirname(text));
  return text;
}
