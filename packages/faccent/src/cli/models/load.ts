import { statSync } from 'node:fs';
import { FaccentError } from '../../errors.js';
import type { Model, ModelDescription } from '../../model/index.js';
import { readLabels } from '../../models/labels/read.js';
import { tableColumn } from '../../models/labels/table-column.js';
import { type LoadOptions, loadModel as load } from '../../models/load.js';
import { locate } from '../../models/locate.js';
import { type ModelFile, openModel } from '../../models/open.js';
import { kindOf } from '../../platform/node/contained.js';
import { readBytes } from '../../platform/node/read.js';
import type { TransferOptions } from '../../platform/transfer.js';
import { furtherInputs } from '../files/further-inputs.js';
import { about } from '../flags/about.js';
import { noteOnce } from '../print/note.js';
import { showTransfers } from '../print/transfers.js';

/** What a person says of a model on the command line; it goes before what the model's own description says. */
export interface ModelFlags {
  readonly inputSize?: readonly [number, number];
  readonly range?: readonly number[];
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly channelOrder?: string;
  readonly layout?: string;
  /** The input that takes the picture. */
  readonly input?: string;
  /** Values of further inputs, `NAME=VALUE`. */
  readonly set?: readonly string[];
  readonly labels?: string;
  readonly logits?: string;
  /** Show no progress of downloads. */
  readonly quiet?: boolean;
}

/** A model, and what is said of where it came from. */
export interface LoadedModel {
  readonly model: Model;
  /** The model's file. */
  readonly path: string;
  readonly sha256: string;
  /** Where it came from: a path, an address, or a place on the Hub to the commit. */
  readonly source: string;
}

/** The description that the flags give of a model, with the labels of the file that they name. */
export async function statedBy(flags: ModelFlags): Promise<Partial<ModelDescription>> {
  const { inputSize: size, range, mean, std, channelOrder, layout, input, logits } = flags;
  const inputs = await furtherInputs(flags.set ?? []);
  const labels = flags.labels === undefined ? undefined : await labelsAt(flags.labels);
  // they are checked where the model is read
  return {
    size,
    range,
    mean,
    std,
    channelOrder,
    layout,
    input,
    inputs,
    logits,
    labels,
  } as Partial<ModelDescription>;
}

/** The labels in a file, with the column of a table. @throws FaccentError */
const labelsAt = async (given: string): Promise<string[]> =>
  readLabels(await readBytes(tableColumn(given).file, 'read the labels'), given);

/** Runs something that may fetch, with a bar for it. */
async function showing<T>(quiet: boolean, run: (options: TransferOptions) => Promise<T>): Promise<T> {
  if (quiet) return run({});
  const note = noteOnce;
  const { onProgress, stop } = await showTransfers();
  try {
    return await run({ onProgress, note });
  } finally {
    stop();
  }
}

/**
 * Loads the model that flags name.
 * @param more `assume`: what is taken where nothing says it, for commands that run nothing; and how it may be fetched
 * @throws FaccentError, GraphError as the library's `loadModel`
 */
export async function loadModel(
  given: string | undefined,
  flags: ModelFlags = {},
  more: Pick<LoadOptions, 'assume' | 'offline' | 'foreign'> = {},
): Promise<LoadedModel> {
  const stated: LoadOptions = { ...(await statedBy(flags)), ...more };
  const model = await showing(flags.quiet === true, (options) => load(given, { ...stated, ...options }));
  const { source, path = source, sha256 } = model.origin!;
  return { model, path, sha256, source };
}

/** Looks for a model before anything is loaded. @throws FaccentError that begins with the flag that names it */
export const checkModelThere = (flag: string, given: string): Promise<void> =>
  about(flag, async () => {
    const { reference } = await locate(given);
    if (reference.kind !== 'file') return;
    const there = statSync(reference.file, { throwIfNoEntry: false });
    if (!there?.isFile() && !there?.isDirectory())
      throw new FaccentError(
        `cannot read the model "${given}": ${there ? `it is ${kindOf(there)}, not a file` : 'there is no such file'}`,
      );
  });

/** The file of the model that a flag names. @throws FaccentError, GraphError as the library's `loadModel` */
export const modelFile = (given: string | undefined): Promise<ModelFile> =>
  showing(false, (options) => openModel(given, options));
