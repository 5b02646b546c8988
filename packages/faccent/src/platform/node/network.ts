import { type LookupAddress, lookup } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { FaccentError } from '../../errors.js';
import { isPrivateIp } from '../address.js';
import type { Guard } from '../redirect.js';
import { behindProxy, privateHosts } from './environment.js';

type Resolve = (
  host: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Resolves names to public addresses alone. */
const publicLookup =
  (resolve: Resolve): LookupFunction =>
  (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const own = error ? undefined : addresses.find(({ address }) => isPrivateIp(address));
      const [first] = addresses ?? [];
      if (error) done(error, '', 0);
      else if (own || !first)
        done(
          new FaccentError(
            `${host} is ${own?.address ?? 'nowhere'}, an address of this machine or its own network, which nobody but you may send us to: refused (FACCENT_PRIVATE_HOSTS names hosts that are meant)`,
          ),
          '',
          0,
        );
      else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };

/** No body may come with these. */
const BODILESS = new Set([101, 204, 205, 304]);

/**
 * A `fetch` that gets from public addresses alone: what a name resolves to is checked, and what was checked is connected
 * to, which `fetch` itself has no way to say. It follows nowhere and unpacks nothing.
 * @param resolve names to addresses
 */
export const publicFetch =
  (resolve: Resolve = lookup): typeof fetch =>
  (input, init = {}) =>
    new Promise((done, failed) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const send = url.protocol === 'https:' ? secureRequest : plainRequest;
      const options = {
        headers: init.headers as Record<string, string>,
        signal: init.signal ?? undefined,
        lookup: publicLookup(resolve),
      };
      const asked = send(url, options, (message) => {
        const status = message.statusCode!;
        const body = BODILESS.has(status) ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
        const headers = new Headers();
        for (let i = 0; i < message.rawHeaders.length; i += 2)
          headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!);
        done(new Response(body, { status, headers }));
      });
      asked.on('error', failed);
      asked.end();
    });

/** What keeps servers from sending us on to this machine and its network. A proxy resolves names itself. */
export const guard = (): Guard => ({
  publicly: behindProxy() ? undefined : publicFetch(),
  allowed: privateHosts(),
});
