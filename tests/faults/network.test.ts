// Servers that are slow, endless or lying, or that send us elsewhere: one message, nothing wrong kept, and no hang.
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Answer, MODEL, PAGE, badServer, rowOf } from './server.js';

const { address, asHub, files, hostile, insidePort, load, refused } = badServer();
const [GZIP, BR] = [gzipSync(Buffer.alloc(2 ** 22)), brotliCompressSync(Buffer.alloc(2 ** 22))];

describe('a server that sends us elsewhere', () => {
  const places: readonly (readonly [string, () => string])[] = [
    ['another port of this machine', () => `http://127.0.0.1:${insidePort()}/x`],
    ['127.0.0.2', () => `http://127.0.0.2:${insidePort()}/x`],
    ['localhost', () => `http://localhost:${insidePort()}/x`],
    ['a decimal address', () => `http://2130706433:${insidePort()}/x`],
    ['an octal address', () => `http://0177.0.0.1:${insidePort()}/x`],
    ['a hexadecimal address', () => `http://0x7f000001:${insidePort()}/x`],
    ['::1', () => `http://[::1]:${insidePort()}/x`],
    ['IPv4 in IPv6', () => `http://[::ffff:127.0.0.1]:${insidePort()}/x`],
    ['0.0.0.0', () => `http://0.0.0.0:${insidePort()}/x`],
    ['the metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a router', () => 'http://192.168.0.1/'],
    ['a name of the own network', () => 'http://metadata.google.internal/'],
    ['file:', () => 'file:///etc/passwd'],
    ['data:', () => 'data:application/octet-stream;base64,AAAA'],
    ['ftp:', () => 'ftp://example.org/net.onnx'],
    ['javascript:', () => 'javascript:alert(1)'],
    ['an address with a password', () => 'http://me:pw@example.org/'],
    ['no address', () => 'http://['],
  ];

  test.each(places)('to %s', async (_, to) => {
    hostile.answer = (_, response) => response.writeHead(302, { location: to() }).end();
    await refused(address(), /sends us on to .*(?:refused|no address)/);
    expect(hostile.secrets).toEqual([]);
  });

  test('in a circle', async () => {
    hostile.answer = (request, response) => response.writeHead(307, { location: `${request.url}a` }).end();
    await refused(address(), /sends us on more than 8 times/);
    rowOf(
      'redirects: to this machine, its network, file: and others, and circles',
      'refused',
      places.length + 1,
    );
  });

  test('but to itself is followed', async () => {
    hostile.answer = (request, response) =>
      request.url === '/net.onnx' ? response.writeHead(302, { location: '/b' }).end() : response.end(MODEL);
    await load(address());
  });
});

describe('what comes in the place of a model', () => {
  const pages: readonly (readonly [string, string, Record<string, string>, RegExp])[] = [
    ['a login page', PAGE, { 'content-type': 'text/html' }, /web page: log in/],
    ['a login page that says it is bytes', PAGE, { 'content-type': 'application/octet-stream' }, /web page/],
    ['a login page in UTF-8 with its mark', `\uFEFF\n${PAGE}`, {}, /web page/],
    ['an error in JSON', '{"error":"quota"}', { 'content-type': 'application/json' }, /JSON/],
    ['an error in XML', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', {}, /XML/],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 1\n',
      {},
      /LFS/,
    ],
    ['a text', 'Download quota exceeded\n', { 'content-type': 'text/plain' }, /a text, "Download quota/],
    ['nothing', '', {}, /empty file/],
  ];

  test.each(pages)('%s', async (_, body, headers, message) => {
    hostile.answer = (_, response) => response.writeHead(200, headers).end(body);
    await refused(address(), message);
    expect(files()).toEqual([]);
    // and the next time it is asked for again
    hostile.answer = (_, response) => response.end(MODEL);
    await load(address());
  });

  test('of a listing of the Hub', async () => {
    asHub();
    hostile.answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    await refused('hf:o/r', /does not answer in JSON, but with a web page/);
    rowOf(
      'login pages, errors in words, JSON and XML, LFS pointers, nothing',
      'said, and not kept',
      pages.length + 1,
    );
  });
});

describe('a server that lies or does not end', () => {
  const cases: readonly (readonly [string, Answer, RegExp])[] = [
    [
      'says a larger size than it sends',
      (_, response) => {
        response.writeHead(200, { 'content-length': String(MODEL.length + 50) });
        response.write(MODEL, () => setTimeout(() => response.destroy(), 20));
      },
      /broke off after \d+ of \d+ bytes|broke off after/,
    ],
    [
      'says an absurd size',
      (_, r) => void r.writeHead(200, { 'content-length': '9'.repeat(15) }).write('x'),
      /GB|MB are missing/,
    ],
    [
      'says a size that is no number',
      (_, r) => void r.socket!.end('HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nx'),
      /cannot be reached/,
    ],
    ['sends a byte now and then', (_, r) => drip(r), /sends less than \d+ bytes a second/],
    ['falls silent', (_, r) => void r.writeHead(200).write('\x08'), /sent nothing for 0.4 s/],
    ['never answers', () => undefined, /sent nothing for 0.4 s|cannot be reached/],
    ['sends without end', (_, r) => endless(r), /fetches at most 0.001 GB/],
    [
      'packs a bomb with gzip',
      (_, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(GZIP),
      /packed \(gzip\).*refused/,
    ],
    [
      'packs a bomb with br',
      (_, r) => void r.writeHead(200, { 'content-encoding': 'br' }).end(BR),
      /packed \(br\)/,
    ],
    [
      'has headers without end',
      (_, r) => void r.socket!.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}`),
      /headers do not end|cannot be reached/,
    ],
    ['breaks off at once', (_, r) => void r.socket!.destroy(), /cannot be reached/],
    [
      'answers a range that was not asked for',
      (_, r) => void r.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('56789'),
      /would not go on/,
    ],
    ['says that no range can be had', (_, r) => void r.writeHead(416).end(), /would not go on/],
    ['is no web server', (_, r) => void r.socket!.end('SSH-2.0-OpenSSH_9.6\r\n'), /cannot be reached/],
  ];

  function drip(response: ServerResponse): void {
    response.writeHead(200);
    const timer = setInterval(() => response.write('\x08'), 40);
    response.on('close', () => clearInterval(timer));
  }

  function endless(response: ServerResponse): void {
    response.writeHead(200, { 'transfer-encoding': 'chunked' });
    const more = (): void => void (!response.destroyed && response.write(Buffer.alloc(65_536, 8), more));
    more();
  }

  test.each(cases)('%s', async (_, how, message) => {
    process.env.FACCENT_DOWNLOAD_LIMIT = '0.001';
    hostile.answer = how;
    await refused(address(), message);
  });

  test('a smaller size than it sends: no more than that is read', async () => {
    // the rest is of the next answer, which is none
    const raw = createSocket((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n`), MODEL])),
      );
    });
    await new Promise<void>((done) => raw.listen(0, '127.0.0.1', done));
    await expect(load(`http://127.0.0.1:${(raw.address() as AddressInfo).port}/net.onnx`)).rejects.toThrow(
      /not an ONNX model|cannot be reached|broke off/,
    );
    raw.close();
    rowOf(
      'sizes that are wrong, bodies that do not end or are packed, ranges, silence',
      'one message, within seconds',
      cases.length + 1,
    );
  });
});
