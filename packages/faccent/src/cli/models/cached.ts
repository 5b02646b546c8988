import type { Found } from '../../models/locate.js';
import { directoryOf, formatReference, join } from '../../models/reference.js';
import { belongingTo, labelsIn } from '../../models/repository-files.js';
import { HubFolder } from '../../platform/node/hub-cache.js';
import { cachedRepositories, removeFiles } from '../../platform/node/hub-remove.js';
import { urlFolder } from '../../platform/node/download-note.js';
import { type CachedFile, cachedAddresses, removeAddress } from '../../platform/node/downloads.js';

/** The files of a commit that are here, as the Hub's cache has them, by their names in the repository. */
async function filesAt(repository: string, commit: string): Promise<Map<string, CachedFile>> {
  const pointers = await new HubFolder(repository).pointers(commit);
  const described = pointers.map(({ name, file, size, blob }): [string, CachedFile] => {
    const hash = blob?.split(/[/\\]/).at(-1);
    const source = formatReference({ kind: 'hub', repository, revision: commit, file: name });
    // contents are called by what they were checked by
    if (hash && /^[0-9a-f]{64}$/.test(hash))
      return [name, { file, size, source, sha256: hash, verified: 'SHA-256' }];
    return [name, { file, size, source, gitHash: hash, verified: hash ? 'Git hash' : 'size' }];
  });
  return new Map(described);
}

/** Names of the files of a commit that a model is loaded from. @param file the model's own, or the usual one */
async function namesOf(folder: HubFolder, commit: string, file: string | undefined): Promise<string[]> {
  const names = belongingTo(await folder.names(commit), file);
  for (const described of names.filter((name) => name.endsWith('model.json'))) {
    const labels = labelsIn(await folder.read(commit, described));
    if (labels !== undefined) names.push(join(directoryOf(described), labels));
  }
  return names;
}

/** The files here that a name is loaded from. */
export async function filesOf({ reference }: Found): Promise<CachedFile[]> {
  if (reference.kind === 'url') return cachedAddresses(urlFolder(reference.url));
  if (reference.kind !== 'hub') return [];
  const { repository, revision, file } = reference;
  const folder = new HubFolder(repository);
  const commit = await folder.commitOf(revision);
  if (commit === undefined) return [];
  const own = await namesOf(folder, commit, file);
  const files = await filesAt(repository, commit);
  return [...files].filter(([name]) => own.includes(name)).map(([, cached]) => cached);
}

/** Deletes the files here that a name is loaded from; what else another program has of the repository stays. */
export async function removeFilesOf(found: Found): Promise<CachedFile[]> {
  const files = await filesOf(found);
  const { reference } = found;
  if (reference.kind === 'url') await removeAddress(reference.url);
  if (reference.kind === 'hub') {
    const folder = new HubFolder(reference.repository);
    const commit = await folder.commitOf(reference.revision);
    if (commit !== undefined)
      await removeFiles(folder, commit, await namesOf(folder, commit, reference.file));
  }
  return files;
}

/** Whether what a name stands for is fetched from elsewhere. */
export const isFetched = ({ reference }: Found): boolean =>
  reference.kind === 'hub' || reference.kind === 'url';

/** Whether a file is one of the Hub's cache, which others use, too. */
export const isOfHub = ({ source }: CachedFile): boolean => source.startsWith('hf:');

/** All models' files here that were fetched: of repositories with an ONNX file, and of addresses. */
export async function allFiles(): Promise<CachedFile[]> {
  const found: CachedFile[] = [];
  for (const repository of await cachedRepositories()) {
    const folder = new HubFolder(repository);
    for (const commit of await folder.commits()) found.push(...(await filesAt(repository, commit)).values());
  }
  return [...found, ...(await cachedAddresses())];
}
