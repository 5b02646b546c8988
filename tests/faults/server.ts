import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModel } from 'faccent';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { tell } from './faults.js';

const tiny = new URL('../../packages/faccent/src/fixtures/tiny.onnx', import.meta.url);

/** A small network, and what it does not say of itself. */
export const MODEL = readFileSync(fileURLToPath(tiny));
const SAYS = { range: [0, 1] as const };

/** What a network without an account sends in the place of everything. */
export const PAGE = '<!DOCTYPE html><html><title>Hotel Wi-Fi</title><form>log in</form></html>';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const listen = (server: Server): Promise<number> =>
  new Promise((done, failed) => {
    server.on('error', failed).listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });

/** A server that answers as a test says, and caches of the test's own. */
export function badServer() {
  const work = mkdtempSync(path.join(tmpdir(), 'faccent-network-'));
  const environment = { ...process.env };
  const at = { server: 0, inside: 0 };
  const hostile = {
    answer: (() => undefined) as Answer,
    seen: [] as IncomingMessage[],
    /** What was asked of a server that nobody but a person may send us to. */
    secrets: [] as string[],
  };
  const server = createServer((request, response) => {
    hostile.seen.push(request);
    hostile.answer(request, response);
  });
  const inside = createServer((request, response) => {
    hostile.secrets.push(request.url!);
    response.end(MODEL);
  });

  beforeAll(async () => {
    at.server = await listen(server);
    at.inside = await listen(inside);
  });
  afterAll(() => {
    for (const one of [server, inside]) {
      one.closeAllConnections();
      one.close();
    }
    rmSync(work, { recursive: true, force: true });
  });
  beforeEach(() => {
    for (const name of ['cache', 'hub']) rmSync(path.join(work, name), { recursive: true, force: true });
    process.env.FACCENT_CACHE = path.join(work, 'cache');
    process.env.HF_HUB_CACHE = path.join(work, 'hub');
    for (const name of ['HF_TOKEN', 'HF_HUB_OFFLINE', 'FACCENT_OFFLINE']) delete process.env[name];
    hostile.seen.length = hostile.secrets.length = 0;
  });
  afterEach(() => {
    process.env = { ...environment };
  });

  const load = (from: string, more: object = {}): Promise<unknown> =>
    loadModel(from, { ...SAYS, retryDelay: 1, idleTimeout: 400, ...more });

  /** Names of files, whole or in part. */
  const files = (): string[] =>
    readdirSync(work, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(work, path.join(parentPath, name)));
  /** Those that would be taken for models. */
  const kept = (): string[] => files().filter((name) => /(?:\.onnx|%A)$/.test(name));

  return {
    ...{ hostile, load, files, kept },
    /** The port of the server that is nobody's business. */
    insidePort: (): number => at.inside,
    address: (name = 'net.onnx'): string => `http://127.0.0.1:${at.server}/${name}`,
    /** The server as a Hub. */
    asHub: (): void => void (process.env.HF_ENDPOINT = `http://127.0.0.1:${at.server}`),
    /** Expects one message, within seconds, and nothing that would be taken for the file. */
    refused: async (from: string, message: RegExp, more?: object): Promise<void> => {
      const started = Date.now();
      const error = await load(from, more).then(
        () => undefined,
        (e: Error) => e,
      );
      expect(error?.message).toMatch(message);
      expect(['FaccentError', 'GraphError']).toContain(error!.name);
      expect(error!.message.length).toBeLessThan(2000);
      expect(Date.now() - started).toBeLessThan(10_000);
      expect(kept()).toEqual([]);
    },
  };
}

/** A line of the table of docs/reliability.md. */
export const rowOf = (what: string, outcome: string, tried: number): void =>
  tell({ section: 'network', what, tried, outcome });
