import { FaccentError } from '../errors.js';
import { isLoopback, webAddress } from './address.js';
import { textOf, whatElse } from './contents.js';
import { PassingError, reason } from './passing.js';
import { type Guard, type Way, checkStart, nextHop, senderFor } from './redirect.js';

export interface HttpOptions {
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  /** Headers for one origin alone: tokens must not travel on with redirects. */
  readonly authorization?: { readonly origin: string; readonly token: string };
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly retryDelay?: number;
  /** Milliseconds without a byte after which a transfer counts as broken. */
  readonly idleTimeout?: number;
  /** What a person calls the thing at an address. */
  readonly naming?: (url: URL) => string;
  /** What to do where the server cannot be reached at all. */
  readonly help?: string;
  /** What a person sets to give a token. */
  readonly tokenName?: string;
  readonly guard?: Guard;
  /** Whether a server of the own network may send us on to other ports of itself. */
  readonly anyPort?: boolean;
  /** Whether it is a file of a stranger that names the addresses. */
  readonly foreign?: boolean;
}

/** Attempts in a row that bring nothing, before giving up. */
const ATTEMPTS = 4;
const REDIRECTS = 8;
/** The longest JSON that is read, in bytes: a page of a listing has a hundredth of it. */
const JSON_LIMIT = 32 * 2 ** 20;
/** What a server may ask us to wait, in milliseconds; if it asks for more, we say so and stop. */
const LONGEST_WAIT = 30_000;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Headers of all answers on the way to the last, which alone has a body. */
export interface Answer {
  readonly response: Response;
  /** A header of the last answer, or of the nearest before it that has it. */
  header(name: string): string | null;
}

const secondsOf = (header: string | null): number | undefined => {
  if (header === null) return undefined;
  const seconds = Number(header);
  return Number.isFinite(seconds)
    ? seconds
    : Math.max(0, (Date.parse(header) - Date.now()) / 1000) || undefined;
};

/** Waits, unless the signal ends it. */
function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** HTTP with retries, redirects by hand, a token for one origin, and errors that say what to do. */
export class Http {
  readonly signal: AbortSignal | undefined;
  readonly idleTimeout: number;
  private readonly send: typeof fetch;
  private readonly retryDelay: number;
  /** Browsers do not say where a redirect leads: they follow it themselves, and take the token along to no one. */
  private redirect: 'manual' | 'follow' = 'manual';

  constructor(private readonly options: HttpOptions = {}) {
    // a browser's own wants to be called as nobody's method
    this.send = options.fetch ?? ((input, init) => fetch(input, init));
    this.signal = options.signal;
    this.retryDelay = options.retryDelay ?? 1000;
    this.idleTimeout = options.idleTimeout ?? 30_000;
  }

  /**
   * One attempt. Partial content and "range not satisfiable" are answers like any other.
   * @throws PassingError, or FaccentError where another attempt would not help
   */
  async once(start: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Answer> {
    const passed: Headers[] = [];
    const { guard, anyPort = false, foreign = false } = this.options;
    const way: Way = { start: webAddress(start), guard, anyPort, foreign };
    checkStart(way);
    let url = way.start;
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      let response: Response;
      try {
        response = await senderFor(
          url,
          way,
          this.send,
        )(url, {
          headers: { ...headers, ...this.tokenFor(url), 'accept-encoding': 'identity' },
          redirect: this.redirect,
          signal: signal ?? this.signal,
        });
      } catch (cause) {
        this.signal?.throwIfAborted();
        if (cause instanceof FaccentError) throw cause;
        throw new PassingError(`${url.host} cannot be reached (${reason(cause)})`, {
          unreachable: true,
          cause,
        });
      }
      if (response.type === 'opaqueredirect') {
        this.redirect = 'follow';
        continue;
      }
      passed.unshift(response.headers);
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        url = nextHop(url, location, way);
        continue;
      }
      if (response.ok || response.status === 416)
        return { response, header: (name) => passed.find((h) => h.has(name))?.get(name) ?? null };
      await response.body?.cancel();
      throw this.refused(way.start, response);
    }
    throw new FaccentError(`${way.start.host} sends us on more than ${REDIRECTS} times`);
  }

  /** Whether a token is meant for an address, and would reach it unread. */
  private takesToken(url: URL): boolean {
    return (
      this.options.authorization?.origin === url.origin && (url.protocol === 'https:' || isLoopback(url))
    );
  }

  private tokenFor(url: URL): Record<string, string> {
    return this.takesToken(url) ? { authorization: `Bearer ${this.options.authorization!.token}` } : {};
  }

  private refused(url: URL, { status, headers }: Response): Error {
    const { host } = url;
    if (PASSING.has(status)) {
      const said = status === 429 ? 'asks us to come back later' : 'has trouble';
      return new PassingError(`${host} ${said} (HTTP ${status})`, {
        retryAfter: secondsOf(headers.get('retry-after')),
      });
    }
    const where = this.options.naming?.(url) ?? `${url.origin}${url.pathname}`;
    const token = this.takesToken(url);
    const { tokenName = 'the option token', authorization } = this.options;
    if ([401, 403].includes(status) && authorization?.origin === url.origin && !token)
      return new FaccentError(
        `${where} may not be read (HTTP ${status}): the access token was not sent, since ${url.origin} is not encrypted; use an address with https`,
      );
    if (status === 401)
      return new FaccentError(
        token
          ? `${where}: the access token was refused, or the repository does not exist (HTTP 401): check ${tokenName} and the name`
          : `${where} does not exist or is private (HTTP 401): check the name; if it is private, set ${tokenName} to an access token`,
      );
    if (status === 403)
      return new FaccentError(
        `${where} may not be read (HTTP 403): ${token ? 'accept its conditions on its page, or use a token that may' : `accept its conditions on its page and set ${tokenName} to an access token`}`,
      );
    if (status === 404 || status === 410)
      return new FaccentError(
        `${where} does not exist (HTTP ${status}): check the name, the revision and the file`,
      );
    return new FaccentError(`${where} cannot be read (HTTP ${status})`);
  }

  /**
   * Runs attempts until one succeeds; gives up after several in a row that failed without progress.
   * @param attempt reports progress by calling its argument
   */
  async retrying<T>(attempt: (progressed: () => void) => Promise<T>): Promise<T> {
    // a server that breaks off after every few bytes must not hold us for ever
    for (let failures = 0, total = 1; ; total++) {
      try {
        return await attempt(() => (failures = 0));
      } catch (error) {
        this.signal?.throwIfAborted();
        if (!(error instanceof PassingError)) throw error;
        failures++;
        const wait = (error.retryAfter ?? 0) * 1000;
        if (wait > LONGEST_WAIT)
          throw new FaccentError(
            `${error.message}: it asks us to wait ${Math.ceil(wait / 1000)} s; try again then`,
            { cause: error },
          );
        if (failures >= ATTEMPTS || total >= 5 * ATTEMPTS) {
          const help = error.unreachable && this.options.help ? `: ${this.options.help}` : '';
          throw new FaccentError(`${error.message}, after ${total} attempts${help}`, { cause: error });
        }
        await sleep(Math.max(wait, this.retryDelay * 2 ** (failures - 1)), this.signal);
      }
    }
  }

  /** A small answer as a whole, with retries: JSON of an API. */
  async json(url: string): Promise<{ readonly body: unknown; readonly answer: Answer }> {
    return this.retrying(async () => {
      const quiet = AbortSignal.timeout(this.idleTimeout);
      const signal = this.signal ? AbortSignal.any([quiet, this.signal]) : quiet;
      const answer = await this.once(url, { accept: 'application/json' }, signal);
      let text: string;
      try {
        text = await textOf(answer.response, JSON_LIMIT, new URL(url).host);
      } catch (cause) {
        this.signal?.throwIfAborted();
        if (cause instanceof FaccentError) throw cause;
        throw new PassingError(`${new URL(url).host} broke off (${reason(cause)})`, { cause });
      }
      try {
        return { body: JSON.parse(text) as unknown, answer };
      } catch (cause) {
        const other = whatElse(new TextEncoder().encode(text.slice(0, 2000)));
        throw new FaccentError(
          `${new URL(url).host} does not answer in JSON${other ? `, but with ${other}` : ''}`,
          {
            cause,
          },
        );
      }
    });
  }
}
