/** A job's ID. */
export const isId = (name: string): boolean => /^[0-9a-f]{32}$/.test(name);

/** What a job is in: names that are on any system, without the sign between the parts of a token's name. */
const GROUP = /^\d{3,}-[^~/\\]+$/;

/** Whether a folder's name is that of a group of jobs. */
export const isGroup = (name: string): boolean => GROUP.test(name);

/** A job that waits. */
export interface Waiting {
  readonly id: string;
  /** Times that it was tried, and was not made. */
  readonly attempts: number;
}

/** A job that somebody does. */
export interface Running extends Waiting {
  readonly group: string;
  readonly worker: string;
}

export const waitingName = ({ id, attempts }: Waiting): string => `${id}~${attempts}`;

export const runningName = ({ id, attempts, group, worker }: Running): string =>
  `${id}~${attempts}~${group}~${worker}`;

/** @returns nothing for what is no token */
export function waitingFrom(name: string): Waiting | undefined {
  const [, id, attempts] = /^([0-9a-f]{32})~(\d)$/.exec(name) ?? [];
  return id === undefined ? undefined : { id, attempts: Number(attempts) };
}

/** @returns nothing for what is no token */
export function runningFrom(name: string): Running | undefined {
  const [, id, attempts, group, worker] = /^([0-9a-f]{32})~(\d)~([^~]+)~([^~]+)$/.exec(name) ?? [];
  if (id === undefined || !isGroup(group!)) return undefined;
  return { id, attempts: Number(attempts), group: group!, worker: worker! };
}

/** Every n-th job, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Whether a job is of a shard: by its ID, so that all who ask agree. */
export const isOfShard = (id: string, { index, count }: Shard): boolean =>
  Number.parseInt(id.slice(0, 8), 16) % count === index;
