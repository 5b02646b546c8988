import { formatJson } from '../../formats/finite.js';
import pc, { nameLine } from '../print/colours.js';
import { inRate } from '../print/duration.js';
import { type Status, statusOf } from './status.js';

/** The flags of `atlas status`. */
export interface StatusFlags {
  readonly json?: boolean;
}

/** Failures that are listed. */
const LISTED = 10;

/** Says how a plan stands. */
export async function status(folder: string, { json }: StatusFlags): Promise<void> {
  const found = await statusOf(folder);
  if (json) console.log(formatJson('the status', found));
  else for (const line of linesOf(found)) console.log(line);
}

/** The same as lines for people. */
export function* linesOf({
  jobs,
  done,
  running,
  failed,
  waiting,
  lost,
  workers,
  ...rest
}: Status): Iterable<string> {
  const { perSecond, secondsLeft, failures } = rest;
  const percent = jobs ? ` (${Math.floor((100 * done) / jobs)} %)` : '';
  yield `${pc.bold(`${done} of ${jobs} jobs done`)}${percent}, ${running} running by ${workers} ${workers === 1 ? 'worker' : 'workers'}, ${waiting} waiting, ${failed ? pc.red(`${failed} failed`) : 'none failed'}`;
  if (perSecond !== undefined) yield inRate(perSecond, secondsLeft!);
  if (lost)
    yield pc.yellow(
      `${lost} ${lost === 1 ? 'job is' : 'jobs are'} nowhere: the same faccent atlas plan again makes them wait`,
    );
  for (const { id, error } of failures.slice(0, LISTED)) yield `${id}: ${nameLine(error)}`;
  if (failures.length > LISTED) yield `… and ${failures.length - LISTED} more (--json lists all)`;
}
