// Listings that lie, access tokens, and addresses that are none: refused in words, and kept where they belong.
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type Answer, MODEL, badServer, rowOf } from './server.js';

const { address, asHub, hostile, kept, load, refused } = badServer();

describe('a listing that lies', () => {
  const COMMIT = '1'.repeat(40);
  const file = (more: object): object => ({
    type: 'file',
    path: 'model.onnx',
    size: 5,
    oid: 'f'.repeat(40),
    ...more,
  });
  const listings: readonly (readonly [string, Answer, RegExp])[] = [
    ['a negative size', json([file({ size: -1 })]), /does not answer as the Hugging Face Hub/],
    ['a size in words', json([file({ size: '5' })]), /does not answer as/],
    [
      'a size that is no number',
      (_, r) => r.end('[{"type":"file","path":"model.onnx","size":1e999}]'),
      /does not answer as/,
    ],
    ['a size that is no whole number', json([file({ size: 1.5 })]), /does not answer as/],
    ['a hash that is a path', json([file({ lfs: { oid: '../../x', size: 1 } })]), /does not answer as/],
    ['a file twice', json([file({}), file({ size: 6 })]), /lists "model.onnx" twice/],
    ['a name that leads out', json([file({ path: '../../x.onnx' })]), /refused/],
    ['a name with an escape', json([file({ path: 'a\u001b[31m.onnx' })]), /refused/],
    ['a page without end', (_, r) => flood(r), /more than the 33554432 bytes/],
    [
      'pages without end',
      (_, r) => void r.writeHead(200, { link: '<?cursor=a>; rel="next"' }).end('[]'),
      /without end|elsewhere/,
    ],
    [
      'a page elsewhere',
      (_, r) => void r.writeHead(200, { link: '<http://169.254.169.254/>; rel="next"' }).end('[]'),
      /goes on elsewhere/,
    ],
    ['no list', json({ a: 1 }), /does not answer as/],
    ['null', json(null), /does not answer as/],
    ['10 TB', json([file({ lfs: { oid: 'a'.repeat(64), size: 1e13 } })]), /MB are missing|bytes where|GB/],
  ];

  function json(body: unknown): Answer {
    return (_, response) => void response.end(JSON.stringify(body));
  }

  function flood(response: ServerResponse): void {
    const more = (): void => void (!response.destroyed && response.write(Buffer.alloc(2 ** 20, 32), more));
    more();
  }

  test.each(listings)('%s', async (_, tree, message) => {
    asHub();
    hostile.answer = (request, response) => {
      if (request.url!.includes('/revision/')) response.end(JSON.stringify({ sha: COMMIT }));
      else if (request.url!.includes('/tree/')) tree(request, response);
      else response.end('12345');
    };
    await refused('hf:o/r', message);
  });

  test('a commit that is none', async () => {
    asHub();
    hostile.answer = json({ sha: '../../etc' });
    await refused('hf:o/r', /states no commit/);
    rowOf('listings: sizes, hashes, names, pages', 'refused', listings.length + 1);
  });
});

describe('an access token', () => {
  test('does not travel unencrypted, elsewhere, or into messages', async () => {
    process.env.HF_TOKEN = 'hf_secret';
    const heard: (string | null)[] = [];
    const send: typeof fetch = (_, init) => {
      heard.push(new Headers(init?.headers).get('authorization'));
      return Promise.resolve(new Response(null, { status: 401 }));
    };
    for (const [endpoint, token] of [
      ['https://mirror.example', 'Bearer hf_secret'],
      ['http://mirror.example', null],
      ['http://10.0.0.1', null],
      ['http://localhost:9', 'Bearer hf_secret'],
    ] as const) {
      process.env.HF_ENDPOINT = endpoint;
      heard.length = 0;
      await refused('hf:o/r', token ? /token was refused/ : /was not sent, since .* is not encrypted/, {
        fetch: send,
      });
      expect(heard).toEqual([token]);
    }
    for (const odd of ['hf_sec\nret', 'hf_sec ret', 'hf_secrét']) {
      process.env.HF_TOKEN = odd;
      await refused('hf:o/r', /^HF_TOKEN has characters that no access token has/, { fetch: send });
    }
  });
});

describe('addresses', () => {
  test.each([
    ['%E0%A4%A'],
    ['%00.onnx'],
    ['a%2F..%2F..%2Fb.onnx'],
    ['..%2f..%2fetc%2fpasswd'],
    [''],
    ['a b.onnx'],
    ['con.onnx'],
    ['.hidden.onnx'],
    [`${'n'.repeat(300)}.onnx`],
    ['net.onnx?x=%E0%A4%A&y=/../#z'],
    ['bücher.onnx'],
    ['a:b|c*.onnx'],
  ])('%s is fetched, and kept in its own folder', async (name) => {
    hostile.answer = (_, response) => response.end(MODEL);
    await load(address(name));
    const [place] = kept();
    expect(place).toMatch(/^cache.url.127\.0\.0\.1_\d+.[0-9a-f]{16}.[^/]+$/);
    hostile.seen.length = 0;
    await load(address(name));
    expect(hostile.seen).toEqual([]);
  });

  test.each([
    ['http://', /not an address/],
    ['http://a:99999/x.onnx', /not an address/],
    ['http://exa mple/x.onnx', /not an address/],
    ['https://me:hidden@example.org/x.onnx', /no passwords/],
    ['ftp://me:hidden@example.org/x.onnx', /read from files, http/],
    [`http://example.org/${'a'.repeat(10_000)}`, /characters/],
    ['file:///nowhere/%E0%A4%A', /no path of this machine/],
    ['http://127.0.0.1:25/x.onnx', /cannot be reached/],
    ['http://[::1', /not an address/],
  ])('%s is a message', async (text, message) => {
    await refused(text, message);
    await expect(load(text)).rejects.not.toThrow(/hidden/);
  });

  test('HF_ENDPOINT that is none is a message', async () => {
    for (const endpoint of [
      'http://[',
      'mirror.example',
      'http://me:hidden@mirror.example',
      'http://a:99999',
    ]) {
      process.env.HF_ENDPOINT = endpoint;
      await refused('hf:o/r', /^HF_ENDPOINT should be an address/);
      await expect(load('hf:o/r')).rejects.not.toThrow(/hidden/);
    }
    rowOf(
      'addresses with bad escapes, dots, passwords, odd names and ports',
      'fetched into their own folder, or refused',
      25,
    );
  });
});
