import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { type Rolldown, build } from 'vite';
import { FLAGS } from '../../studies/common/chromium.js';
import { serve } from '../browser/server.js';
import { tried } from '../../studies/common/tried.js';

export interface Bundle {
  /** Where it was written. */
  readonly folder: string;
  readonly chunks: readonly Rolldown.OutputChunk[];
  readonly assets: readonly Rolldown.OutputAsset[];
}

/** A page of one script, as docs/start.md has it, bundled by Vite with nothing configured. @param folder in which Node.js finds what it imports */
export async function bundle(folder: string, script: string): Promise<Bundle> {
  await mkdir(folder);
  await writeFile(path.join(folder, 'index.html'), tried('docs/start.md', 'index.html'));
  await writeFile(path.join(folder, 'page.js'), script);
  const { output } = (await build({
    ...{ configFile: false, root: folder, mode: 'production', logLevel: 'error' },
  })) as Rolldown.RolldownOutput;
  return {
    folder: path.join(folder, 'dist'),
    chunks: output.filter((file) => file.type === 'chunk'),
    assets: output.filter((file) => file.type === 'asset'),
  };
}

/** The package that a module is of; the page's own and the bundler's are of none. */
const packageOf = (module: string): string | undefined =>
  /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(module)?.[1]?.replace('\\', '/');

/** Packages whose code is in a bundle. */
export function packagesIn({ chunks }: Bundle): Set<string> {
  const modules = chunks.flatMap((chunk) => chunk.moduleIds);
  return new Set(modules.map(packageOf).filter((name) => name !== undefined));
}

/** Bytes of the scripts, gzipped, that a page loads before it does anything; the runtime's builds come later. */
export function sizeAtStart({ chunks }: Bundle): number {
  const start = new Set<Rolldown.OutputChunk>();
  const add = (chunk: Rolldown.OutputChunk): void => {
    if (start.has(chunk)) return;
    start.add(chunk);
    for (const other of chunks) if (chunk.imports.includes(other.fileName)) add(other);
  };
  chunks.filter((chunk) => chunk.isEntry).forEach(add);
  return Array.from(start, ({ code }) => gzipSync(code).length).reduce((a, b) => a + b);
}

export interface Visit {
  /** Path of what the page offered as a download. */
  readonly download: string;
  /** The name that it had. */
  readonly name: string;
  /** Addresses that it asked for. */
  readonly requests: readonly string[];
  /** What it complained of. */
  readonly trouble: readonly string[];
}

/**
 * Opens a bundled page in Chromium, and waits for what it offers as a download.
 * @param files that lie beside the page
 */
export async function visit(
  executable: string,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<Visit> {
  const served = await serve(folder, files, { isolated: false });
  const browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  try {
    const page = await browser.newPage();
    const [requests, trouble]: string[][] = [[], []];
    page.on('request', (request) => requests!.push(request.url()));
    page.on('console', (message) => trouble!.push(message.text()));
    const failed = new Promise<never>((_, reject) => page.on('pageerror', reject));
    const offered = page.waitForEvent('download', { timeout: 120_000 });
    await page.goto(served.url);
    const download = await Promise.race([offered, failed]);
    const file = path.join(folder, 'download');
    await download.saveAs(file);
    return { download: file, name: download.suggestedFilename(), requests: requests!, trouble: trouble! };
  } finally {
    await browser.close();
    served.close();
  }
}
