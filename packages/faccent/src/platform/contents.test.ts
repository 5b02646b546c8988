// What comes in the place of a model is told from a model, and no body is read beyond its limit.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tinyModel } from '../cli/testing/folder.js';
import { bytesOf, whatElse } from './contents.js';

describe('what is no model', () => {
  test.each([
    ['', /empty/],
    ['<!DOCTYPE html><html><title>Wi-Fi</title>', /web page: log in/],
    ['\uFEFF\r\n <!-- hotel -->\n<HTML lang=en>', /web page/],
    ['<?xml version="1.0"?><!DOCTYPE html PUBLIC><html>', /XML|web page/],
    [
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
      /error of its storage/,
    ],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 9\n', /Git LFS/],
    ['{"error":"Repository not found"}', /JSON/],
    ['[1]', /JSON/],
    ['Quota exceeded for this file.\n', /a text, "Quota exceeded for this file."/],
    [' \n ', /blanks/],
    ['Zugriff verweigert: Gebühr', /a text/],
  ])('%j', (text, what) => {
    expect(whatElse(new TextEncoder().encode(text))).toMatch(what);
  });

  test('a model is nothing else', () => {
    expect(whatElse(readFileSync(tinyModel).subarray(0, 2000))).toBeUndefined();
  });
});

describe('a body', () => {
  const endless = (): ReadableStream<Uint8Array> =>
    new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(1000)) });

  test('is read as far as its limit', async () => {
    await expect(bytesOf(new Response(endless()), 5500, 'a.example')).rejects.toThrow(
      /a.example sends more than the 5500 bytes/,
    );
    const said = new Response('', { headers: { 'content-length': '9999' } });
    await expect(bytesOf(said, 5500, 'a.example')).rejects.toThrow(/more than/);
    expect(await bytesOf(new Response('abc'), 3, 'a.example')).toEqual(new TextEncoder().encode('abc'));
    expect(await bytesOf(new Response(null), 3, 'a.example')).toHaveLength(0);
  });
});
