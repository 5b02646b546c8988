import { FaccentError } from '../errors.js';

/** A longer address is nobody's. */
const LONGEST = 8192;

/** Networks that only this machine or its neighbours reach, or that belong to no one: their bits and how many count. */
const NOT_PUBLIC: readonly (readonly [net: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // among them where clouds tell a machine its own secrets
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];

/** Endings of names that lead to this machine or its own network. */
const OWN_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/;

const numberOf = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function isPrivate4(ip: string): boolean {
  const address = numberOf(ip);
  return NOT_PUBLIC.some(([net, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(numberOf(net) / size);
  });
}

/** The eight numbers of an IPv6 address; undefined where it is none. */
function wordsOf(ip: string): number[] | undefined {
  const text = ip.replace(/%.*$/, '').replace(/(\d+\.\d+\.\d+\.\d+)$/, (v4) => {
    const n = numberOf(v4);
    return `${Math.floor(n / 65536).toString(16)}:${(n % 65536).toString(16)}`;
  });
  const [head, tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const of = (part: string | undefined): number[] =>
    part ? part.split(':').map((word) => (/^[0-9a-f]{1,4}$/i.test(word) ? parseInt(word, 16) : NaN)) : [];
  const [before, after] = [of(head), of(tail)];
  const between = tail === undefined ? 0 : 8 - before.length - after.length;
  if (between < 0) return undefined;
  const words = [...before, ...Array.from({ length: between }, () => 0), ...after];
  return words.length === 8 && !words.some(Number.isNaN) ? words : undefined;
}

function isPrivate6(words: readonly number[]): boolean {
  const [a, b, c] = words as [number, number, number];
  const v4 = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const start = words.slice(0, 6).join();
  // addresses of IPv4 within those of IPv6: as they are, mapped, of NAT64, of 6to4
  if (['0,0,0,0,0,0', '0,0,0,0,0,65535', '100,65435,0,0,0,0'].includes(start))
    return isPrivate4(v4(words[6]!, words[7]!));
  if (a === 0x2002) return isPrivate4(v4(b, c));
  const isGlobal = a >= 0x2000 && a < 0x4000;
  // of what is global, Teredo's lead through tunnels
  return !isGlobal || (a === 0x2001 && b === 0);
}

/** Whether an IP address leads to this machine, to its own network, or nowhere. */
export function isPrivateIp(ip: string): boolean {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return isPrivate4(ip);
  const words = wordsOf(ip);
  return words === undefined || isPrivate6(words);
}

const hostOf = ({ hostname }: URL): string => hostname.toLowerCase().replace(/\.$/, '');

/**
 * Whether an address leads to this machine or to its own network, as far as it shows: `new URL` has written numbers of
 * every spelling as IP addresses.
 */
export function isPrivateHost(url: URL): boolean {
  const host = hostOf(url);
  if (host.startsWith('[')) return isPrivateIp(host.slice(1, -1));
  if (/^[\d.]+$/.test(host)) return isPrivateIp(host);
  // a name without a dot is one of the own network
  return !host.includes('.') || OWN_NAMES.test(host);
}

/** Whether an address is this machine's own, which no wire leads to. */
export const isLoopback = (url: URL): boolean =>
  /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostOf(url));

/** Text without the passwords of addresses in it, and without what follows a `?` there: signatures, tokens. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi, '$1…@')
    .replace(/(\bhttps?:\/\/[^?#\s"]+)\?[^#\s"]+/gi, '$1?…');

/** Parameters of addresses that open what they are of, as clouds sign them. */
const CREDENTIAL = /([?&][^=&#]*(?:token|sig|secret|passw|key|auth|credential|session)[^=&#]*=)[^&#]*/gi;

/** An address as a recipe may have it: without what opens it. */
export const withoutCredentials = (address: string): string => address.replace(CREDENTIAL, '$1…');

/**
 * An http(s) address as a person or a file gives it.
 * @throws FaccentError on what is none, and on one with a password, which would end up in recipes
 */
export function webAddress(text: string): URL {
  const said = withoutSecrets(text.length > 200 ? `${text.slice(0, 200)}…` : text);
  if (text.length > LONGEST)
    throw new FaccentError(`"${said}" is not an address: it has ${text.length} characters`);
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new FaccentError(`"${said}" is not an address`, { cause });
  }
  if (!/^https?:$/.test(url.protocol))
    throw new FaccentError(`"${said}": only http and https addresses are fetched`);
  if (url.username || url.password)
    throw new FaccentError(
      `"${url.host}": faccent takes no passwords in addresses, since they end up in recipes`,
    );
  return url;
}

/** The last part of an address's path as a name; text that is not percent-encoded as it is. */
export function lastPart({ pathname }: URL): string {
  const last = pathname.split('/').at(-1)!;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
