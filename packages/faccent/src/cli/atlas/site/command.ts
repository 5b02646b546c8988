import path from 'node:path';
import { isQuiet } from '../../jobs/job.js';
import pc from '../../print/colours.js';
import { note } from '../../print/note.js';
import { toldByExemplars } from '../plan-exemplars.js';
import { Progress } from './progress.js';
import { type SiteWritten, writeAtlasSite } from './write.js';

/** What `atlas site` takes. */
export interface SiteFlags {
  readonly out: string;
  readonly network: boolean;
  readonly title?: string;
  /** A folder of exemplars. */
  readonly exemplars?: string;
  readonly serve?: boolean;
  readonly port?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `faccent atlas site`: writes the site, and serves it to this machine where that is asked for. */
export async function site(plan: string, flags: SiteFlags): Promise<void> {
  const { out, network, title, serve, port, json } = flags;
  const about = flags.exemplars === undefined ? undefined : await toldByExemplars(flags.exemplars);
  const progress = new Progress(isQuiet(flags));
  const written = await writeAtlasSite(plan, out, {
    ...{ network, title, about },
    onProgress: (done, all) => progress.show(done, all),
  }).finally(() => progress.end());
  if (json) console.log(JSON.stringify(jsonOf(written)));
  else print(out, written);
  if (!serve) return;
  const { serveFolder, untilSignal } = await import('../../studio/server.js');
  const { address } = untilSignal(await serveFolder(path.resolve(out), port));
  console[json ? 'error' : 'log'](`the atlas is at ${pc.bold(address)}; Ctrl-C ends it`);
}

const jsonOf = ({ jobs, fresh, damaged, missing, ...written }: SiteWritten): object => ({
  ...{ jobs, new: fresh, ...written },
  ...{ damaged: [...damaged.keys()], missing: [...missing] },
});

const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;

function print(out: string, written: SiteWritten): void {
  const { jobs, fresh, layers, photographs, damaged, missing, noNetwork } = written;
  const left = jobs.waiting + jobs.running + jobs.failed;
  console.log(
    `${pc.bold(out)}: ${counted(jobs.done, 'result')} (${fresh} new) of ${counted(layers, 'layer')} in ${counted(photographs, 'photograph')}` +
      `${left ? `, ${left} not made yet` : ''}; open it by http, not as a file (--serve)`,
  );
  const [first] = damaged;
  if (first)
    note(
      `${counted(damaged.size, 'job')} could not be read and ${damaged.size === 1 ? 'is' : 'are'} left out: ${first[1]}`,
    );
  for (const said of written.damagedMaps) note(said);
  const [gone] = missing;
  if (gone !== undefined)
    note(
      `${counted(missing.size, 'photograph is', 'photographs are')} gone or changed, and cannot be compared with: "${gone}"${missing.size > 1 ? ', …' : ''}`,
    );
  if (noNetwork !== undefined)
    note(`the network is not in the site, so nothing can be accentuated there: ${noNetwork}`);
}
