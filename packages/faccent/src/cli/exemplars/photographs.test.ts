// Proves which files of a folder are photographs to measure, in which order, and that links and own results lead nowhere.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { patterns, shard } from '../flags/parse.js';
import { temporaryFolder } from '../testing/folder.js';
import { ahead } from './ahead.js';
import { photographsBelow } from './photographs.js';

const folder = temporaryFolder('photographs');

function put(...files: string[]): void {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
}

test('all images below a folder, by code units, without what is hidden, what is no image and what faccent wrote', async () => {
  put('b.jpg', 'B.PNG', 'a/10.webp', 'a/9.webp', 'é.jpeg', '.hidden.jpg', '.hidden/x.jpg', 'notes.txt');
  put('done/exemplars.json', 'done/pages/layer-0.webp', 'begun/values/measured.json', 'begun/x.jpg');
  symlinkSync('..', path.join(folder, 'a/up'));
  symlinkSync('gone.jpg', path.join(folder, 'dangling.jpg'));
  symlinkSync('a', path.join(folder, 'linked'));
  // a folder that two names lead to is read once; a link that leads nowhere is told of when it is read
  expect(await photographsBelow(folder)).toEqual([
    ...['B.PNG', 'a/10.webp', 'a/9.webp', 'b.jpg', 'dangling.jpg', 'é.jpeg'],
  ]);
});

test('a folder without any, and none, are refused', async () => {
  put('none/notes.txt');
  mkdirSync(path.join(folder, 'empty'));
  await expect(photographsBelow(path.join(folder, 'none'))).rejects.toThrow('has no images in it');
  await expect(photographsBelow(path.join(folder, 'empty'))).rejects.toThrow('is empty');
  await expect(photographsBelow(path.join(folder, 'gone'))).rejects.toThrow('cannot read the folder');
});

test('work ahead is taken in order, and no more is begun than is asked for', async () => {
  let [begun, most] = [0, 0];
  const work = async (n: number): Promise<number> => {
    begun++;
    await new Promise((resolve) => setTimeout(resolve, (7 * n) % 5));
    return n;
  };
  const taken: number[] = [];
  for await (const n of ahead(
    Array.from({ length: 20 }, (_, i) => i),
    4,
    work,
  )) {
    most = Math.max(most, begun - taken.length);
    taken.push(n);
  }
  expect(taken).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(most).toBe(4);
  const failing = ahead([1, 2, 3], 3, (n) =>
    n === 2 ? Promise.reject(new Error('two')) : Promise.resolve(n),
  );
  expect((await failing.next()).value).toBe(1);
  await expect(failing.next()).rejects.toThrow('two');
});

test('patterns stand behind each other or have commas between them, and units keep theirs', () => {
  expect(patterns('mixed4*, block6a:0-7,head:1,5,9, x', ['conv1'])).toEqual([
    ...['conv1', 'mixed4*', 'block6a:0-7', 'head:1,5,9', 'x'],
  ]);
  expect(() => patterns(' ,x')).toThrow('layers and units');
});

test('shards are counted from 0 or from 1', () => {
  expect(['0/4', '4/4', '1/4', '3/4'].map((text) => shard(text).index)).toEqual([0, 0, 1, 3]);
  for (const text of ['5/4', '1/0', '-1/4', '1', '1/4/5', ''])
    expect(() => shard(text)).toThrow('PART/PARTS');
});
