import { FaccentError } from '../errors.js';
import { isPrivateHost } from './address.js';

/** What keeps a server from sending us to addresses that it could not reach itself. */
export interface Guard {
  /**
   * A `fetch` that connects to public addresses alone, their names resolved: a name may be public and its address not.
   * None where a proxy resolves names.
   */
  readonly publicly?: typeof fetch;
  /** Names of hosts of the own network that servers may send us on to. */
  readonly allowed?: readonly string[];
}

/** A way from address to address. */
export interface Way {
  /** Where it begins: what a person asked for. */
  readonly start: URL;
  readonly guard: Guard | undefined;
  /** Whether a private start may send us to its own other ports: where a person set up a Hub of their own. */
  readonly anyPort: boolean;
  /** Whether it is a file of a stranger that names the start, and no person. */
  readonly foreign: boolean;
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

/** Whether an address is the one that was asked for, but for its path or that it is encrypted now. */
const isStart = (url: URL, { start, anyPort }: Way): boolean =>
  url.hostname === start.hostname &&
  (anyPort || portOf(url) === portOf(start) || (portOf(start) === '80' && portOf(url) === '443'));

const isAllowed = (url: URL, { guard }: Way): boolean => guard?.allowed?.includes(url.hostname) === true;

/** @throws FaccentError where a stranger's file names an address that only this machine or its network reaches */
export function checkStart({ start, foreign, guard }: Way): void {
  if (foreign && isPrivateHost(start) && guard?.allowed?.includes(start.hostname) !== true)
    throw new FaccentError(
      `${start.host} is an address of this machine or its own network, which a file may not name: give it yourself (the option model)`,
    );
}

/**
 * Where a server sends us on to.
 * @throws FaccentError on anything but http(s), on what would no longer be encrypted, and on addresses of this machine or
 *   its own network that are not where we started
 */
export function nextHop(from: URL, location: string, way: Way): URL {
  const refused = (to: string, why: string): FaccentError =>
    new FaccentError(`${from.host} sends us on to ${to}, which is refused${why}`);
  let next: URL;
  try {
    next = new URL(location, from);
  } catch (cause) {
    throw new FaccentError(`${from.host} sends us on to what is no address`, { cause });
  }
  const to = `${next.protocol}//${next.host}`.slice(0, 200);
  if (!/^https?:$/.test(next.protocol)) throw refused(to, '');
  if (next.username || next.password) throw refused(to, ': its address has a password');
  if (from.protocol === 'https:' && next.protocol === 'http:') throw refused(to, ': it is not encrypted');
  if (isPrivateHost(next) && !isStart(next, way) && !isAllowed(next, way))
    throw refused(
      to,
      ': it is an address of this machine or its own network; if that is meant, give that address yourself, or its host in FACCENT_PRIVATE_HOSTS',
    );
  return next;
}

/** What fetches an address: where a server sent us, public addresses alone. */
export function senderFor(url: URL, way: Way, send: typeof fetch): typeof fetch {
  const { publicly } = way.guard ?? {};
  if (!publicly || isAllowed(url, way)) return send;
  return isStart(url, way) && !way.foreign ? send : publicly;
}
