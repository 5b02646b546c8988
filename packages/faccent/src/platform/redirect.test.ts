// Where a server may send us on to, and what a name may resolve to on the way.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Http } from './http.js';
import { publicFetch } from './node/network.js';
import { nextHop } from './redirect.js';

const way = (start: string, more: object = {}): Parameters<typeof nextHop>[2] => ({
  ...{ start: new URL(start), guard: undefined, anyPort: false, foreign: false },
  ...more,
});
const hop = (from: string, location: string, more?: object): string =>
  nextHop(new URL(from), location, way(from, more)).href;

describe('a redirect', () => {
  test.each([
    ['http://127.0.0.1/', /own network/],
    ['http://[::ffff:10.0.0.1]/', /own network/],
    ['http://169.254.169.254/latest/meta-data', /own network/],
    ['//localhost:6379/', /own network/],
    ['file:///etc/passwd', /sends us on to file:\/\/, which is refused/],
    ['data:text/plain,x', /refused/],
    ['ftp://a.example/x', /refused/],
    ['javascript:alert(1)', /refused/],
    ['http://me:hidden@b.example/', /password/],
    ['http://[', /no address/],
  ])('to %s is refused', (location, message) => {
    expect(() => hop('http://a.example/x', location)).toThrow(message);
    expect(() => hop('http://a.example/x', location)).not.toThrow(/hidden/);
  });

  test('to where it is no longer encrypted is refused', () => {
    expect(() => hop('https://a.example/', 'http://a.example/')).toThrow(/not encrypted/);
  });

  test('within the place that was asked for is followed, be it our own', () => {
    expect(hop('http://a.example/x', 'y?z')).toBe('http://a.example/y?z');
    expect(hop('http://a.example/x', 'https://b.example/')).toBe('https://b.example/');
    expect(hop('http://127.0.0.1:80/x', '/y')).toBe('http://127.0.0.1/y');
    expect(hop('http://nas/x', 'https://nas/x')).toBe('https://nas/x');
    for (const to of ['http://127.0.0.1:9/', 'http://127.0.0.2/', 'http://localhost/', 'http://[::1]/'])
      expect(() => hop('http://127.0.0.1/x', to)).toThrow(/own network/);
  });

  test('a mirror may use its other ports, and hosts that are named', () => {
    expect(hop('http://10.0.0.1:80/x', 'http://10.0.0.1:9/y', { anyPort: true })).toBe('http://10.0.0.1:9/y');
    expect(() => hop('http://10.0.0.1/x', 'http://10.0.0.2/y', { anyPort: true })).toThrow(/own network/);
    const guard = { allowed: ['s3.corp'] };
    expect(hop('http://10.0.0.1/x', 'http://s3.corp/y', { guard })).toBe('http://s3.corp/y');
  });
});

describe('a name on the way', () => {
  const server = createServer((_, answer) => answer.writeHead(200, { 'x-a': 'b' }).end('secret'));
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());

  const from = (addresses: string[]): Http => {
    const resolve: Parameters<typeof publicFetch>[0] = (_, __, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    const sent: typeof fetch = () =>
      Promise.resolve(
        new Response(null, { status: 302, headers: { location: `http://b.example:${port}/x` } }),
      );
    return new Http({ fetch: sent, guard: { publicly: publicFetch(resolve) } });
  };

  test.each([[['127.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['::1']], [['fe80::1']], [[]]])(
    'that resolves to %j is not connected to',
    async (addresses) => {
      await expect(from(addresses).once('http://a.example/', {})).rejects.toThrow(
        /^b.example is .* own network, .* refused/,
      );
    },
  );

  test('literal addresses are refused without being resolved, and what a stranger names is public', async () => {
    const http = new Http({ foreign: true });
    await expect(http.once(`http://127.0.0.1:${port}/`, {})).rejects.toThrow(/a file may not name/);
  });

  test('an answer is passed on as it is', async () => {
    const answer = await publicFetch()(`http://127.0.0.1:${port}/`);
    expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([200, 'b', 'secret']);
  });
});
