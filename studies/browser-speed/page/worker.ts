/** Measures in the page's worker. */
import { readPhotograph } from 'faccent';
import { type Changes, Measurer, type Parts, type Setting, type StepTimes } from '../measure.js';

/** What is to be measured. */
export interface Ask extends Setting {
  readonly what: 'unprepared' | 'prepared' | 'steps';
  /** Addresses of two photographs. */
  readonly photographs: readonly [string, string];
  readonly canvas: number;
}

export type Answer = Parts | Changes | StepTimes | { readonly failed: string };

let opened: Promise<Measurer> | undefined;

async function answer({ what, photographs, canvas, ...setting }: Ask): Promise<Answer> {
  const read = (address: string) => readPhotograph(address, { size: canvas });
  opened ??= (async () => Measurer.open([await read(photographs[0]), await read(photographs[1])]))();
  return (await opened)[what](setting);
}

onmessage = ({ data }: MessageEvent<Ask>) => {
  answer(data).then(postMessage, (error: Error) => postMessage({ failed: error.stack ?? error.message }));
};
