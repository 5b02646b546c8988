import type { Encoded } from '../platform/pictures.js';

/** Bytes that are turned into text at once: a call takes so many arguments. */
const SOME = 8192;

/** Bytes as base64. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += SOME)
    text += String.fromCharCode(...bytes.subarray(at, at + SOME));
  return btoa(text);
}

/** A file as an address that holds it. */
export const dataUrl = ({ type, bytes }: Encoded): string => `data:${type};base64,${base64(bytes)}`;

/** Text as a file of JSON whose address holds it. */
export const jsonUrl = (json: string): string =>
  dataUrl({ type: 'application/json', bytes: new TextEncoder().encode(json) });

/** What a page's policy allows of its own styles and scripts: the one with this hash. */
export async function policyHash(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `'sha256-${base64(new Uint8Array(hash))}'`;
}
