import { cpus } from 'node:os';
import { FaccentError, digest, runtimeName, runtimeVersion } from 'faccent';
import { machine } from '../../platform/node.js';
import { version } from '../../version.js';
import { note } from '../print/note.js';

/** What a run is carried out by: the same bits take the same of it. */
export interface Here {
  readonly faccent: string;
  readonly runtime: string;
  readonly platform: string;
  readonly processor: string;
  /** SHA-256 of the photograph's values as they were read; none of a run from noise. */
  readonly pixels?: string;
}

/** What carries runs out now. @param photo the photograph's values */
export const here = async (photo: Float32Array | undefined): Promise<Here> => ({
  faccent: version,
  runtime: `${runtimeName} ${runtimeVersion}`,
  platform: machine,
  processor: cpus()[0]?.model ?? '',
  pixels: photo && (await digest(photo)),
});

export function isHere(json: unknown): json is Here {
  const { faccent, runtime, platform, processor, pixels } = (json ?? {}) as Record<string, unknown>;
  return (
    [faccent, runtime, platform, processor].every((text) => typeof text === 'string') &&
    (pixels === undefined || typeof pixels === 'string')
  );
}

/** Names for people of what must be the same. */
const NEEDED = {
  faccent: (is: string) => `faccent ${is}`,
  runtime: (is: string) => is,
  platform: (is: string) => is,
} as const;

/**
 * Looks whether a run goes on by what it began with.
 * @throws FaccentError that says what is another now: the run would end in another picture
 */
export function checkHere(then: Here, now: Here, folder: string): void {
  for (const [what, called] of Object.entries(NEEDED) as [keyof typeof NEEDED, (is: string) => string][]) {
    if (then[what] === now[what]) continue;
    throw new FaccentError(
      `the run in "${folder}" was begun with ${called(then[what])}, and this is ${called(now[what])}: its picture would be another; go on with what it began with, or start it again`,
    );
  }
  if (then.pixels !== now.pixels)
    throw new FaccentError(
      `the photograph of the run in "${folder}" is read as other pixels than when it began, by another version of what reads it: go on with what it began with, or start it again`,
    );
  if (then.processor !== now.processor)
    note(
      `the run in "${folder}" was begun on another processor (${then.processor}): its numbers may differ in their last digits from those of a run that stayed there`,
    );
}
