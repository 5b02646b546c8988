import { lstat, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSafePath } from '../../models/reference.js';
import { lastPart, webAddress, withoutCredentials, withoutSecrets } from '../address.js';
import type { ModelFolder } from '../platform.js';
import { MEND_OFFLINE, type TransferOptions, damaged, httpFor, refuseOffline } from '../transfer.js';
import { writeWhole } from './atomic.js';
import { checkDownload, noteOf, urlFolder } from './download-note.js';
import { download } from './download.js';
import { keptDownloads } from './downloads.js';
import { cacheFolder, cacheLimit, compiledFolder } from './environment.js';
import { graphsIn, makeRoom, use } from './kept.js';
import { folderOf, offlineHelp } from './model-folder.js';
import { guard } from './network.js';
import { vouch } from './verified.js';

/** What a file at an address is called here: as there, where that can be a file's name. */
function nameAt(url: string): string {
  const last = lastPart(webAddress(url));
  // longer names than file systems take, with what is added to them
  const fits = /^[^<>:"|?*]{1,120}$/.test(last) && !/^\.|[. ]$/.test(last) && !RESERVED.test(last);
  return fits && isSafePath(last) && !last.includes('/') ? last : 'model.onnx';
}

/** Names that Windows has for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A model's file at an address, fetched where it is not there. Nothing is looked for beside it. */
export async function fetchAddress(url: string, options: TransferOptions): Promise<ModelFolder> {
  const name = nameAt(url);
  const file = path.join(urlFolder(url), name);
  const found = { ...folderOf(file), source: withoutCredentials(url), foreign: true };
  const kept = await checkDownload(file, url);
  use(path.dirname(file));
  if (kept.state === 'whole') return found;
  const help = offlineHelp(cacheFolder());
  if (kept.state === 'wrong') {
    if (options.offline) throw damaged(file, kept.why, MEND_OFFLINE);
    options.note?.(`"${file}" ${kept.why}: it was damaged or exchanged, and is fetched again`);
    for (const inTheWay of [file, noteOf(file)])
      if (!(await lstat(inTheWay).catch(() => undefined))?.isFile())
        await rm(inTheWay, { recursive: true, force: true });
  }
  refuseOffline(withoutSecrets(url), options.offline, help);
  const { onProgress } = options;
  const limit = cacheLimit();
  const info = await download(url, file, {
    http: httpFor(options, { help, tokenName: 'HF_TOKEN', guard: guard() }),
    variable: 'FACCENT_CACHE',
    isModel: true,
    progress: onProgress && ((bytes, total) => onProgress({ file: name, bytes, total })),
    before: (came) => writeWhole(noteOf(file), `${JSON.stringify(came, null, 1)}\n`),
  });
  await vouch(file, info);
  if (limit !== undefined)
    await makeRoom([...(await graphsIn(compiledFolder())), ...(await keptDownloads())], limit);
  return found;
}
