import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TYPES } from '../browser/server.js';

/** The built page. */
export const SITE = fileURLToPath(new URL('../../studio/dist/', import.meta.url));

if (!existsSync(path.join(SITE, 'index.html'))) throw new Error('the studio is not built: npm run build');

const MORE: Readonly<Record<string, string>> = {
  ...{ '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg' },
  ...{ '.webp': 'image/webp', '.json': 'application/json' },
};

/** A host of static files. */
export interface Host {
  /** Where the page is. */
  readonly url: string;
  /** Paths that were asked for, from the page's folder; whole ones from elsewhere. */
  readonly asked: string[];
  /** Files that are not those of the built page. */
  readonly changed: Map<string, Uint8Array | string>;
  close(): void;
}

/**
 * Hosts the built page, or another folder.
 * @param at the path that its folder has
 * @param headers of each response
 */
export async function host({
  at = '/',
  headers = {},
  folder = SITE,
}: { at?: string; headers?: Record<string, string>; folder?: string } = {}): Promise<Host> {
  const asked: string[] = [];
  const changed: Host['changed'] = new Map();
  const answer = async (address: string, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(address, 'http://localhost');
    const file = pathname.startsWith(at) ? pathname.slice(at.length) : pathname;
    asked.push(file);
    const name = /(?:^|\/)$/.test(file) ? `${file}index.html` : file;
    const bytes = changed.get(name) ?? (await readFile(path.join(folder, name)));
    const type = { ...TYPES, ...MORE }[path.extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, ...headers }).end(bytes);
  };
  const server = createServer((request, response) => {
    answer(request.url!, response).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${at}`,
    ...{ asked, changed },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
