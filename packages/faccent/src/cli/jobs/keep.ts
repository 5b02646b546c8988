import path from 'node:path';
import { FaccentError, RECIPE_VERSION, type RunRequest } from 'faccent';
import pc from 'picocolors';
import type { OutputFolder } from '../../platform/node/atomic.js';
import { checkRequest } from '../../recipe/check.js';
import { writeCheckpoint } from '../files/checkpoint.js';
import { ANIMATIONS, type OutputFlags } from '../flags/groups.js';
import { INTERRUPTED } from '../interrupt.js';
import type { Interrupted } from './run.js';

/** What an interrupted run was asked to write. */
export type KeptOutputs = Pick<OutputFlags, 'animate' | 'snapshots' | 'report' | 'saveTensors'>;

/** Keeps an interrupted run in its folder, and says how it goes on. */
export async function keep(
  output: OutputFolder,
  folder: string,
  request: RunRequest | undefined,
  { animate, snapshots, report, saveTensors }: KeptOutputs,
  { checkpoint }: Interrupted,
): Promise<void> {
  // it may be resumed from another folder
  const file = saveTensors === undefined ? undefined : path.resolve(saveTensors);
  const outputs: KeptOutputs = { animate, snapshots, report, saveTensors: file };
  await writeCheckpoint(output, { ...request, version: RECIPE_VERSION, outputs }, checkpoint);
  process.exitCode = INTERRUPTED;
  console.error(
    `interrupted after ${checkpoint.steps.length} steps: ${pc.cyan(`faccent resume ${folder}`)} goes on`,
  );
}

/** What a kept run was asked, and what it was to write. @throws FaccentError where it does not say */
export function keptRun(json: unknown, folder: string): { request: RunRequest; outputs: KeptOutputs } {
  const { outputs, ...asked } = json as { outputs?: unknown };
  try {
    return { request: checkRequest(asked), outputs: outputsOf(outputs) };
  } catch (cause) {
    if (!(cause instanceof FaccentError)) throw cause;
    throw new FaccentError(
      `the interrupted run in "${folder}" is damaged (${cause.message}): start it again`,
      {
        cause,
      },
    );
  }
}

/** @throws FaccentError where they are none that a run can write */
function outputsOf(json: unknown): KeptOutputs {
  const { animate, snapshots, report, saveTensors } = (json ?? {}) as KeptOutputs;
  const fine =
    (animate === undefined ||
      (Array.isArray(animate) &&
        animate.every((name: unknown) => (ANIMATIONS as readonly unknown[]).includes(name)))) &&
    (snapshots === undefined || (Number.isInteger(snapshots) && snapshots > 0)) &&
    (report === undefined || typeof report === 'boolean') &&
    (saveTensors === undefined || typeof saveTensors === 'string');
  if (!fine) throw new FaccentError('it does not say what it should write');
  return { animate, snapshots, report, saveTensors };
}
