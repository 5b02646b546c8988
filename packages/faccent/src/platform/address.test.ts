// Which addresses are of this machine and its own network, in every spelling, and what of an address may be said.
import { describe, expect, test } from 'vitest';
import {
  isLoopback,
  isPrivateHost,
  isPrivateIp,
  lastPart,
  webAddress,
  withoutCredentials,
  withoutSecrets,
} from './address.js';

describe('the own network', () => {
  test.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0x7f.1', '127.0.0.1.', '１２７.0.0.1'],
    ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::10.0.0.1]'],
    ...['[fc00::1]', '[fd12:3456::1]', '[fe80::1]', '[fec0::1]', '[ff02::1]', '[2002:7f00:1::]', '[2001::1]'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'router', 'nas.local', 'x.home.arpa'],
    ...['metadata.google.internal', 'metadata'],
  ])('%s', (host) => {
    expect(isPrivateHost(new URL(`http://${host}:8080/x`))).toBe(true);
  });

  test.each([
    ...['huggingface.co', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1'],
    ...[
      '[2606:4700::1111]',
      '[::ffff:8.8.8.8]',
      '[64:ff9b::8.8.8.8]',
      '[2002:808:808::]',
      'internal.example',
    ],
    ...['localhost.example.org', '127.0.0.1.example.org', 'xn--bcher-kva.example'],
  ])('is not %s', (host) => {
    expect(isPrivateHost(new URL(`https://${host}/x`))).toBe(false);
  });

  test('as names resolve to it', () => {
    for (const ip of ['::ffff:10.0.0.1', 'fe80::1%eth0', '::', 'no address', '1.2.3'])
      expect(isPrivateIp(ip)).toBe(true);
    for (const ip of ['1.1.1.1', '2606:4700:0:0:0:0:0:1111']) expect(isPrivateIp(ip)).toBe(false);
  });

  test('what no wire leads to', () => {
    for (const host of ['localhost', 'x.localhost', '127.0.0.1', '127.5.5.5', '[::1]'])
      expect(isLoopback(new URL(`http://${host}/`))).toBe(true);
    for (const host of ['10.0.0.1', 'localhost.example', '[::2]', 'a127.0.0.1.example'])
      expect(isLoopback(new URL(`http://${host}/`))).toBe(false);
  });
});

describe('an address', () => {
  test.each([
    ['http://', /not an address/],
    ['http://a:99999/x', /not an address/],
    ['http://[::1/x', /not an address/],
    ['http://a b/x', /not an address/],
    ['file:///etc/passwd', /only http and https/],
    ['javascript:alert(1)', /only http and https/],
    ['https://me:hidden@example.org/x', /^"example.org": faccent takes no passwords/],
    ['https://hidden@example.org/x', /passwords/],
    [`https://example.org/${'a'.repeat(9000)}`, /9020 characters/],
    ['ftp://me:hidden@example.org:bad/x', /not an address/],
  ])('%s is refused', (text, message) => {
    expect(() => webAddress(text)).toThrow(message);
    expect(() => webAddress(text)).not.toThrow(/hidden/);
  });

  test('has a name for its file, whatever its escapes', () => {
    const name = (path: string): string => lastPart(webAddress(`https://example.org${path}`));
    expect(name('/a%20b.onnx?x=1#y')).toBe('a b.onnx');
    expect(name('/a b.onnx')).toBe('a b.onnx');
    expect(name('/%E0%A4%A')).toBe('%E0%A4%A');
    expect(name('/%00.onnx')).toBe('\0.onnx');
    expect(name('')).toBe('');
  });

  test('is said without passwords, signatures and tokens', () => {
    expect(withoutSecrets('x https://me:pw@a.example/b?sig=1#c y ftp://u@b/')).toBe(
      'x https://…@a.example/b?…#c y ftp://…@b/',
    );
    expect(withoutCredentials('https://a.example/b?a=1&X-Amz-Signature=abc&access_token=t&z=2#f')).toBe(
      'https://a.example/b?a=1&X-Amz-Signature=…&access_token=…&z=2#f',
    );
  });
});
