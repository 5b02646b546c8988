import { type Command, Option } from 'commander';
import pc from '../print/colours.js';
import { port } from '../flags/parse.js';
import { place } from '../flags/places.js';
import { formatBytes } from '../print/bytes.js';
import { note } from '../print/note.js';

interface StudioFlags {
  readonly port?: number;
  readonly open: boolean;
  readonly out?: string;
}

/** In its help. */
export const examples = ['faccent studio', 'faccent studio --out page'];

/** Adds what `studio` takes, and what it does. */
export function define(command: Command): void {
  command
    .option(
      '--port <n>',
      'the port to serve it at, 0 for any (default: the first free one from 4173 on)',
      port,
    )
    .option('--no-open', 'open no browser, only print the address')
    .addOption(
      new Option('--out <folder>', 'serve nothing: write the page to a folder, for any host of static files')
        .argParser(place)
        .conflicts('port'),
    )
    .action(studio);
}

async function studio({ port, open, out }: StudioFlags): Promise<void> {
  if (out !== undefined) {
    const { writeSite } = await import('../studio/copy.js');
    const { files, bytes } = await writeSite(out);
    console.log(`${pc.bold(out)}: ${files} files, ${formatBytes(bytes)}; open it by http, not as a file`);
    return;
  }
  const { serveStudio, untilSignal } = await import('../studio/server.js');
  const serving = untilSignal(await serveStudio(port));
  console.log(`the studio is at ${pc.bold(serving.address)}; Ctrl-C ends it`);
  if (open) await openBrowser(serving.address);
}

/** The page is served whether a browser opens or not. */
async function openBrowser(address: string): Promise<void> {
  try {
    const { default: openAddress } = await import('open');
    const started = await openAddress(address);
    started.on('error', () => undefined);
  } catch (error) {
    note(`no browser opened (${(error as Error).message}): open the address yourself`);
  }
}
