import { FaccentError } from '../errors.js';
import { webAddress, withoutSecrets } from '../platform/address.js';

/** A file on the Hugging Face Hub: `hf:OWNER/REPO[@REVISION][/path/FILE]`. */
export interface HubReference {
  readonly kind: 'hub';
  readonly repository: string;
  readonly revision: string;
  /** Which of the repository's files, where it is said. */
  readonly file?: string;
}

/** Where a model is, by the form of its name. A plain word is a path or a name of the catalogue. */
export type Reference =
  | HubReference
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'plain'; readonly text: string };

const HUB_FORM = 'hf:OWNER/REPO[@REVISION][/path/FILE.onnx]';
const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** Whether a path is one below a folder: it leads nowhere else, on any system. */
export const isSafePath = (given: string): boolean =>
  // eslint-disable-next-line no-control-regex
  !/[\\\u0000-\u001f\u007f]/.test(given) &&
  !/^[A-Za-z]:/.test(given) &&
  !given.split('/').some((part) => part === '' || part === '.' || part === '..');

/**
 * A path below a folder, as a reference or a server's listing gives it.
 * @throws FaccentError on anything that could lead out of the folder
 */
export function safePath(given: string, whose: string): string {
  if (!isSafePath(given))
    throw new FaccentError(
      `${whose} names the file ${JSON.stringify(given)}, which is refused: it could lead out of the folder`,
    );
  return given;
}

function decoded(text: string, whose: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new FaccentError(`${whose}: "${text}" is not percent-encoded text`, { cause });
  }
}

function hubReference(text: string): HubReference {
  const whose = `"hf:${text}"`;
  const [, owner, repo, revision, file] = /^([^/@]+)\/([^/@]+)(?:@([^/]+))?(?:\/(.*))?$/s.exec(text) ?? [];
  if (!owner || !repo || !NAME.test(owner) || !NAME.test(repo))
    throw new FaccentError(
      `${whose} names no repository of the Hugging Face Hub: it should be like ${HUB_FORM}`,
    );
  return {
    kind: 'hub',
    repository: `${owner}/${repo}`,
    // a revision may hold slashes, which are then written %2F: refs%2Fpr%2F1
    revision: safePath(decoded(revision ?? 'main', whose), whose),
    file: file === undefined ? undefined : safePath(decoded(file, whose), whose),
  };
}

function urlReference(text: string, endpoint: string): Reference {
  const url = webAddress(text);
  const prefix = `${endpoint}/`;
  if (url.href.startsWith(prefix)) {
    // a file's page or its download on the Hub, as copied from a browser
    const page = /^([^/]+\/[^/]+)\/(?:resolve|blob)\/([^/]+)\/([^?#]+)/.exec(url.href.slice(prefix.length));
    if (page) return hubReference(`${page[1]}@${page[2]}/${page[3]}`);
  }
  url.hash = '';
  return { kind: 'url', url: url.href };
}

/**
 * Reads the form of a model's name.
 * @param endpoint of the Hub, without a slash at its end
 * @throws FaccentError on a form that cannot be
 */
export function parseReference(text: string, endpoint: string): Reference {
  if (text.trim() === '') throw new FaccentError('the name of the model is empty');
  if (text.includes('\0')) throw new FaccentError('the name of the model holds a NUL character');
  if (text.startsWith('hf:')) return hubReference(text.slice(3));
  if (/^https?:\/\//i.test(text)) return urlReference(text, endpoint);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text))
    throw new FaccentError(
      `"${withoutSecrets(text)}": models are read from files, http(s) addresses and ${HUB_FORM}`,
    );
  return { kind: 'plain', text };
}

/** A reference as a person writes it. */
export function formatReference({ repository, revision, file }: HubReference): string {
  const at = revision === 'main' ? '' : `@${encodeURIComponent(revision)}`;
  return `hf:${repository}${at}${file === undefined ? '' : `/${file}`}`;
}

/** The folder of a name, without a slash at its end; empty for none. */
export const directoryOf = (name: string): string => name.split('/').slice(0, -1).join('/');

/** A name in a folder. */
export const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** A name without its `.` and `..`, or nothing where it leads out of its folder. */
export function insideFolder(name: string): string | undefined {
  if (/[\\\0]/.test(name) || name.startsWith('/') || /^[A-Za-z]:/.test(name)) return undefined;
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length ? parts.join('/') : undefined;
}
