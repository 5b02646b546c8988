// `faccent studio` serves its page to this machine alone, with the headers that threads need, and writes it for other hosts.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSite } from '../studio/copy.js';
import { command } from '../testing/command.js';
import { workFolder } from '../testing/folder.js';

const { at, names, faccent, expectRefusal } = workFolder('studio');

/** Starts the server, and waits for the address that it prints. */
async function start(...args: string[]): Promise<{ server: ChildProcess; address: URL }> {
  const server = spawn(process.execPath, [command, 'studio', '--no-open', ...args], { cwd: at() });
  const address = await new Promise<URL>((resolve, reject) => {
    let said = '';
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (text: Buffer) => {
        said += text.toString();
        const found = /http:\S+(?=;)/.exec(said);
        if (found) resolve(new URL(found[0]));
      });
    server.on('exit', () => reject(new Error(said)));
  });
  return { server, address };
}

const ended = (server: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => server.on('exit', (code) => resolve(code)));

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

describe('on this machine', () => {
  let server: ChildProcess;
  let address: URL;
  beforeAll(async () => void ({ server, address } = await start('--port', '0')));
  afterAll(() => void server.kill('SIGKILL'));

  /** Sends a path as it is, where `fetch` would tidy it. */
  const ask = (
    path: string,
    { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = address;
      request({ hostname, port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    });

  test('listens at 127.0.0.1', () => {
    expect(address.hostname).toBe('127.0.0.1');
  });

  test('every file of its list is there, whole, with the headers of an isolated page and its type', async () => {
    const packed = new URL('../../../studio/studio-files.json', import.meta.url);
    const files = Object.entries(JSON.parse(readFileSync(packed, 'utf8')) as Record<string, string>);
    expect(files.length).toBeGreaterThan(20);
    for (const [file, sha256] of files) {
      const { status, headers, body } = await ask(`/${file}`);
      expect(status, file).toBe(200);
      expect(createHash('sha256').update(body).digest('hex'), file).toBe(sha256);
      expect(headers, file).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'x-content-type-options': 'nosniff',
        etag: `"${sha256}"`,
      });
      const types = {
        ...{ html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css' },
        ...{ wasm: 'application/wasm', onnx: 'application/octet-stream', txt: 'text/plain' },
        ...{ png: 'image/png', jpg: 'image/jpeg', svg: 'image/svg+xml' },
        webmanifest: 'application/manifest+json',
      } as Record<string, string>;
      expect(headers['content-type']?.split(';')[0], file).toBe(types[file.split('.').at(-1)!]);
    }
  });

  test('the page is at /, whatever is asked of it, and not sent where the browser has it', async () => {
    const { body, headers } = await ask('/?recipe=x');
    expect(body.toString()).toContain('<title>faccent studio</title>');
    const again = await ask('/', { headers: { 'if-none-match': headers.etag! } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
  ])('a page that calls it %s is refused', async (host) => {
    const { status, body } = await ask('/', { headers: { host } });
    expect([status, body.toString()]).toEqual([403, 'faccent answers to 127.0.0.1 and localhost alone\n']);
  });

  test.each(['localhost', 'localhost:8080', '127.0.0.1:1', 'LOCALHOST', '[::1]:4173'])(
    '%s is this machine',
    async (host) => {
      expect((await ask('/', { headers: { host } })).status).toBe(200);
    },
  );

  test.each([
    ...['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/network/../../package.json'],
    ...['/runtime/1/../../../package.json', '/assets/../../package.json', '/assets', '/assets/', '/network/'],
    ...['//etc/passwd', '/network/efficientnet-lite0-robust/LICENSE', '/__proto__', '/%', '/%00', '/\\..\\'],
    ...['http://evil.example/package.json', '/index.html/', '/.gitignore', `/${'a/'.repeat(4000)}`],
  ])('%s is nothing of it', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    expect((await ask('/', { method })).status).toBe(405);
  });

  test('SIGTERM ends it, although somebody is connected', async () => {
    await fetch(address, { headers: { connection: 'keep-alive' } });
    const end = ended(server);
    server.kill('SIGTERM');
    expect(await end).toBe(0);
  });
});

test('a port that is taken is told of; without one another is found', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => other.once('listening', listening));
  const { port } = other.address() as AddressInfo;
  await expectRefusal(
    ['studio', '--no-open', '--port', String(port)],
    /port \d+ is taken by another program/,
  );
  other.close();
  const first = await start();
  const second = await start();
  expect(first.address.port).not.toBe(second.address.port);
  for (const { server } of [first, second]) {
    const end = ended(server);
    server.kill('SIGINT');
    expect(await end).toBe(0);
  }
});

describe('--out', () => {
  const hashes = (folder: string): Record<string, string> =>
    JSON.parse(readFileSync(at(folder, 'studio-files.json'), 'utf8')) as Record<string, string>;
  const expectWhole = (folder: string): void => {
    for (const [file, sha256] of Object.entries(hashes(folder)))
      expect(
        createHash('sha256')
          .update(readFileSync(at(folder, file)))
          .digest('hex'),
        file,
      ).toBe(sha256);
  };

  test('writes the whole site, and over one that is there, whose own files go and whose others stay', async () => {
    expect((await faccent('studio', '--out', 'deep/site')).status).toBe(0);
    expectWhole('deep/site');
    expect(names('deep')).toEqual(['site']);
    const list = hashes('deep/site');
    expect(Object.keys(list)).toEqual(expect.arrayContaining(['index.html', 'service-worker.js']));

    mkdirSync(at('deep/site/old'));
    for (const name of ['old/of-before.js', 'CNAME']) writeFileSync(at('deep/site', name), 'x');
    writeFileSync(at('deep/site/index.html'), 'damaged');
    rmSync(at('deep/site/icon.svg'));
    writeFileSync(
      at('deep/site/studio-files.json'),
      JSON.stringify({ ...list, 'old/of-before.js': 'a'.repeat(64) }),
    );
    expect((await faccent('studio', '--out', 'deep/site')).status).toBe(0);
    expectWhole('deep/site');
    expect(names('deep/site')).toEqual(
      ['CNAME', ...new Set(Object.keys(list).map((name) => name.split('/')[0]!)), 'studio-files.json'].sort(),
    );
  });

  test('refuses a folder of other things, and a list of files that is none of a studio', async () => {
    mkdirSync(at('mine'));
    writeFileSync(at('mine/notes.txt'), 'x');
    await expectRefusal(['studio', '--out', 'mine'], /"mine" holds other things, and no studio/);
    for (const list of [['notes.txt'], { 'notes.txt': 'x' }, {}, { '../x': 'a'.repeat(64) }, 3, null, 'x']) {
      writeFileSync(at('mine/studio-files.json'), JSON.stringify(list));
      await expect(writeSite(at('mine')), JSON.stringify(list)).rejects.toThrow(/holds other things/);
    }
    expect(names('mine')).toEqual(['notes.txt', 'studio-files.json']);
  });
});
