import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What a maker says of its file. */
export interface Note {
  readonly framework: string;
  readonly exporter: string;
  /** What was done to the file after it was exported. */
  readonly post?: string;
  readonly batch: string;
  /** Which axis of the input is what. */
  readonly layout: 'NCHW' | 'NHWC';
  readonly input: string;
  readonly shape: readonly number[];
  readonly feature: { readonly layer: string; readonly unit: number; readonly axis: number };
  readonly reference: string;
  readonly tolerance: number;
  /** The feature's slope along the reference on ONNX Runtime, as a share of what it should be. */
  readonly slope?: number | null;
  readonly slopeFailed?: string;
  /** Modules of the framework that should be found by name. */
  readonly modules?: readonly string[];
  /** Names of further inputs, whose values are in NAME.INPUT.npy. */
  readonly others: readonly string[];
  /** The range of pixels that a person would state; none where the file states it. */
  readonly range?: readonly [number, number] | null;
}

/** Height and width of the picture that a file takes. */
export const sizeOf = ({ layout, shape }: Note): [number, number] => {
  const [height, width] = layout === 'NCHW' ? shape.slice(2) : shape.slice(1);
  return [height!, width!];
};

/** How many planes its pictures have: a grey one is shown photographs too. */
export function planesOf({ layout, shape }: Note): number {
  const channels = layout === 'NCHW' ? shape[1]! : shape[3]!;
  return channels === 1 ? 3 : channels;
}

/** A file that was made, or that its exporter could not make. */
export type Made =
  | { readonly name: string; readonly failed: string }
  | { readonly name: string; readonly model: string; readonly hash: string; readonly note: Note };

/** A file that is tried. */
export type Tried = Extract<Made, { model: string }>;

/** The files of a folder, by name. @param only one of them */
export function madeIn(folder: string, only?: string): Made[] {
  const notes =
    only === undefined
      ? readdirSync(folder).filter((file) => file.endsWith('.note.json'))
      : [`${only}.note.json`];
  return notes.sort().map((file): Made => {
    const name = file.slice(0, -'.note.json'.length);
    const said = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Note | { failed: string };
    if ('failed' in said) return { name, failed: said.failed };
    const model = path.join(folder, `${name}.onnx`);
    const hash = createHash('sha256').update(readFileSync(model));
    for (const weights of [`${model}.data`, `${model}_data`])
      if (existsSync(weights)) hash.update(readFileSync(weights));
    return { name, model, hash: hash.digest('hex').slice(0, 16), note: said };
  });
}
