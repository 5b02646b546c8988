import { FaccentError } from '../errors.js';
import { Http } from './http.js';
import type { Guard } from './redirect.js';

/** How a download goes. */
export interface TransferProgress {
  /** The file's name in its repository or at its address. */
  readonly file: string;
  /** Bytes that are here. */
  readonly bytes: number;
  /** All there will be, where the server says. */
  readonly total?: number;
}

/** How models that are elsewhere are fetched. */
export interface TransferOptions {
  /** Called as bytes come in. */
  readonly onProgress?: (progress: TransferProgress) => void;
  /** Is told what was kept and found damaged, and is fetched again. */
  readonly note?: (text: string) => void;
  /** Use only what is here already; by default as FACCENT_OFFLINE or HF_HUB_OFFLINE say. */
  readonly offline?: boolean;
  /** Opens private repositories of the Hub, and is sent nowhere else; by default HF_TOKEN. */
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** Another `fetch`: behind a proxy, say. */
  readonly fetch?: typeof fetch;
  /** Milliseconds before the second attempt, doubled for each further one; 1000 by default. */
  readonly retryDelay?: number;
  /** Milliseconds without a byte after which a transfer counts as broken; 30,000 by default. */
  readonly idleTimeout?: number;
  /** Whether a file of a stranger names the address, and no person: it must be public then. */
  readonly foreign?: boolean;
}

/** What a file must be; what is undefined is not known beforehand. */
export interface Expected {
  readonly size?: number;
  readonly sha256?: string;
  /** Git's hash of small files: SHA-1 of `blob SIZE\0` and the contents. */
  readonly gitHash?: string;
}

/** Where things are fetched from, as messages and the token's owner have it. */
export interface Origin {
  readonly origin?: string;
  readonly token?: string;
  readonly tokenName: string;
  readonly naming?: (url: URL) => string;
  readonly help?: string;
  readonly guard?: Guard;
  /** Whether it is a server that a person set up, which may use several of its ports. */
  readonly anyPort?: boolean;
}

/** What fetches by these options. */
export const httpFor = (
  { fetch, signal, retryDelay, idleTimeout, foreign }: TransferOptions,
  { origin, token, guard, ...more }: Origin,
): Http => {
  // what a runtime says of a header that it refuses has the header in it
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new FaccentError(`${more.tokenName} has characters that no access token has: copy it again`);
  return new Http({
    ...{ fetch, signal, retryDelay, idleTimeout, foreign },
    authorization: origin === undefined || token === undefined ? undefined : { origin, token },
    // a `fetch` of somebody's own may resolve names elsewhere
    guard: fetch ? { ...guard, publicly: undefined } : guard,
    ...more,
  });
};

/** Something is here, is not what its source states, and cannot be fetched again. */
export class DamagedError extends FaccentError {}

/** What is wrong with a file that is kept, where it cannot be fetched again. @param why the end of a sentence */
export const damaged = (file: string, why: string, help: string, cause?: unknown): DamagedError =>
  new DamagedError(`"${file}" ${why}: it was damaged or exchanged in the cache, ${help}`, { cause });

/** What to do about it where the network is forbidden. */
export const MEND_OFFLINE =
  'and the option offline, FACCENT_OFFLINE or HF_HUB_OFFLINE forbids the network: allow it once to fetch the file again, or copy it from a machine that has it';

/** Something is not here, and may not be fetched. */
export class OfflineError extends FaccentError {}

/** @throws OfflineError where the network is forbidden */
export function refuseOffline(what: string, offline: boolean | undefined, help: string): void {
  if (offline)
    throw new OfflineError(
      `${what} is not in the cache, and the option offline, FACCENT_OFFLINE or HF_HUB_OFFLINE forbids the network: ${help}`,
    );
}
