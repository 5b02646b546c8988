// Label files as tools and people write them are read as what they say; what can be read in several ways is refused in words.
import { expect, test } from 'vitest';
import { readLabels } from './read.js';

const FIVE = ['tabby cat', 'Löwe', 'ruffed grouse, partridge', '孔雀', 'quail'];
const read = (text: string, name = 'labels.txt'): Promise<string[]> =>
  readLabels(new TextEncoder().encode(text), name);
const json = (value: unknown): string => JSON.stringify(value, undefined, 1);
const byIndex = (from = 0): Record<string, string> =>
  Object.fromEntries(FIVE.map((label, i) => [String(i + from), label]));
const toIndex = Object.fromEntries(FIVE.map((label, i) => [label, i]));
const each = (line: (label: string, i: number) => string): string => FIVE.map(line).join('\n');
const csv = (row: (label: string, i: number) => string): string => each((label, i) => row(`"${label}"`, i));
const wnid = (i: number): string => `n0144076${i}`;

test.each<[what: string, text: string, name?: string]>([
  ['lines', each(String)],
  ['lines with an end', `${each(String)}\n`],
  ['lines and empty ones behind', `${each(String)}\r\n\r\n\n  \n`],
  ['lines of Windows', FIVE.join('\r\n')],
  ['lines of an old Mac', `${FIVE.join('\r')}\r`],
  ['lines with spaces around', each((label) => `  ${label}\t`)],
  ['lines of a program', each((label) => `"${label}",`)],
  ['lines with indices', each((label, i) => `${i}: ${label}`)],
  ['lines with indices and tabs', each((label, i) => `${i}\t${label}`)],
  ['lines with indices and commas', each((label, i) => `${i},${label}`)],
  ['lines with indices and spaces', each((label, i) => `${i} ${label}`)],
  ['lines with indices in another order', [4, 0, 2, 1, 3].map((i) => `${i} ${FIVE[i]}`).join('\n')],
  ['lines with indices behind', each((label, i) => `${label} ${i}`)],
  ['lines with numbers and dots', each((label, i) => `${i + 1}. ${label}`)],
  ['lines with numbers from 1 and colons', each((label, i) => `${i + 1}: ${label}`)],
  ['synsets and numbers', each((label, i) => `${wnid(i)} ${i + 1} ${label}`)],
  ['synsets', each((label, i) => `${wnid(i)} ${label}`)],
  ['synsets with indices', each((label, i) => `${i} ${wnid(i)} ${label}`)],
  ['a list', json(FIVE), 'a.json'],
  ['a list in a text file', json(FIVE)],
  ['an object a line', FIVE.map((name, id) => JSON.stringify({ id, name })).join('\n'), 'a.jsonl'],
  ['a list of pairs', json(FIVE.map((label, i) => [i, label])), 'a.json'],
  ['a list of objects', json(FIVE.map((name, id) => ({ name, id }))), 'a.json'],
  ['a list of objects without ids', json(FIVE.map((label) => ({ label }))), 'a.json'],
  ['objects in another order', json(FIVE.map((name, id) => ({ name, id })).reverse()), 'a.json'],
  ['a map', json(byIndex()), 'a.json'],
  ['a map to indices', json(toIndex), 'a.json'],
  ['a map to indices as text', json({ ...toIndex, quail: '4' }), 'a.json'],
  [
    'a class index of Keras',
    json(Object.fromEntries(FIVE.map((l, i) => [i, [wnid(i), l]]))),
    'class_index.json',
  ],
  [
    'a configuration of transformers',
    json({ architectures: ['V'], id2label: byIndex(), label2id: toIndex }),
    'config.json',
  ],
  ['another with labels alone', json({ label2id: toIndex }), 'config.json'],
  [
    'categories of COCO',
    json({ images: [], categories: FIVE.map((name, id) => ({ id, name, supercategory: 'x' })) }),
    'a.json',
  ],
  ['a dictionary of Python', `{${FIVE.map((l, i) => `${i}: '${l}'`).join(',\n ')}}`],
  ['a list of Python', `[${FIVE.map((l) => `'${l}'`).join(', ')},]`],
  [
    'YAML of Ultralytics',
    `path: ../x\nnc: 5\nnames:\n${each((l, i) => `  ${i}: ${l}`)}\n# end\n`,
    'data.yaml',
  ],
  ['with a list', `names:\n${each((l) => `- ${l}`)}\nnc: 5\n`, 'data.yml'],
  ['in flow style', `train: x\nnames: [${csv(String).replaceAll('\n', ', ')}]\n`, 'data.yaml'],
  ['as a map in flow style', `names: {${csv((l, i) => `${i}: ${l}`).replaceAll('\n', ', ')}}`, 'data.yaml'],
  ['with apostrophes', `names:\n${each((l) => `  - '${l}'`)}`, 'data.yaml'],
  [
    'with a byte order mark and ends of Windows',
    `\ufeffnames:\r\n${FIVE.map((l) => `- ${l}\r\n`).join('')}`,
    'data.yaml',
  ],
  ['YAML in a text file', `names:\n${each((l, i) => `  ${i}: ${l}`)}`],
  ['a label map of TensorFlow', each((l, i) => `item {\n  id: ${i}\n  name: '${l}'\n}`), 'x.pbtxt'],
  [
    'one with names to show',
    each((l, i) => `item { name: "/m/0${i}" id: ${i} display_name: "${l}" }`),
    'x.pbtxt',
  ],
  [
    'one with letters as bytes',
    each((l, i) => `item{name:"${l.replace('ö', '\\303\\266')}",id:${i}}`),
    'x.pbtxt',
  ],
  [
    'a label map with more in it',
    each((l, i) => `# ${i}\nitem {\n keypoints { id: 9 label: "x" }\n id: ${i}\n name: "${l}"\n}`),
    'x.pbtxt',
  ],
  ['a label map in one line', csv((l, i) => `item { id: ${i} name: ${l} }`).replaceAll('\n', ' '), 'x.pbtxt'],
  ['a column of CSV', `id,name\n${csv((l, i) => `${i},${l}`)}\n`, 'a.csv:name'],
  [
    'in other order',
    `name,id\n${csv((l, i) => `${l},${i}`)
      .split('\n')
      .reverse()
      .join('\n')}\n`,
    'a.csv:Name',
  ],
  [
    'with semicolons and ends of Windows',
    `\ufeffid;name\r\n${csv((l, i) => `${i};${l}`).replaceAll('\n', '\r\n')}`,
    'a.csv:2',
  ],
  ['as Excel says', `sep=;\r\nid;name\r\n${csv((l, i) => `${i}; ${l} `)}`, 'a.csv:name'],
  ['one column by its heading', `species\n${csv(String)}`, 'a.csv:species'],
  ['TSV of one column', `name\n${each(String)}`, 'a.tsv'],
  ['without a heading', csv((l, i) => `${i},${l}`), 'a.csv:2'],
  ['without ids', `name,colour\n${csv((l) => `${l},red`)}`, 'a.csv:name'],
  ['one column alone', `label\n${csv(String)}\n`, 'a.csv'],
  ['one column without a heading', csv(String), 'a.csv'],
  ['a column of TSV', `index\tdisplay name\n${each((l, i) => `${i}\t${l}`)}`, 'a.tsv:display name'],
  ['a table in a text file', `index\tname\n${each((l, i) => `${i}\t${l}`)}`, 'a.txt:name'],
])('%s', async (_, text, name) => {
  expect(await read(text, name)).toEqual(FIVE);
});

const utf16 = (text: string, big: boolean): Uint8Array =>
  Uint8Array.from(
    [...text]
      .flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8])
      .map((b, i, all) => (big ? all[i ^ 1]! : b)),
  );

test.each(['a.txt', 'a.json'])('%s in UTF-8 and UTF-16, with and without a byte order mark', async (name) => {
  const text = name === 'a.json' ? json(FIVE) : each(String);
  for (const mark of ['', '\ufeff']) {
    expect(await read(`${mark}${text}`, name)).toEqual(FIVE);
    for (const big of [false, true])
      expect(await readLabels(utf16(`${mark}${text}`, big), name)).toEqual(FIVE);
  }
});

test('UTF-16 of a script whose letters have no zeros', async () => {
  const labels = ['猫', '犬', '孔雀'];
  for (const big of [false, true])
    expect(await readLabels(utf16(labels.join('\n'), big), 'a.txt')).toEqual(labels);
});

test('what is in another encoding is refused, with its line', async () => {
  const latin = Uint8Array.from('tabby cat\nL\xf6we\nquail', (c) => c.charCodeAt(0));
  await expect(readLabels(latin, 'latin1.txt')).rejects.toThrow(
    'line 2 of "latin1.txt" is not UTF-8 (in Latin-1 it would be "Löwe"): save it as UTF-8',
  );
  const shiftJis = Uint8Array.of(0x94, 0x4c, 0x0a, 0x8c, 0xa2);
  await expect(readLabels(shiftJis, 'sjis.txt')).rejects.toThrow('line 1 of "sjis.txt" is not UTF-8');
  await expect(readLabels(Uint8Array.of(0xff, 0xfe, 0, 0, 97, 0, 0, 0), 'a.txt')).rejects.toThrow(
    'is not text',
  );
  await expect(readLabels(Uint8Array.of(0x80, 4, 0x95, 0, 1, 0, 0), 'a.pkl')).rejects.toThrow(
    '"a.pkl" is not text',
  );
});

test.each<[what: string, text: string, labels: string[], name?: string]>([
  ['what only looks like an index', '1 euro\n2 euro\n5 euro', ['1 euro', '2 euro', '5 euro']],
  [
    'numbers that tell labels apart',
    '0 stars\n1 star\n2 stars\n3 stars',
    ['0 stars', '1 star', '2 stars', '3 stars'],
  ],
  ['numbers in names', 'boeing 737\nboeing 747', ['boeing 737', 'boeing 747']],
  ['scales', '1:24\n1:18', ['1:24', '1:18']],
  ['decimals', '0,5 l\n1,5 l', ['0,5 l', '1,5 l']],
  [
    'letters that a label map escapes',
    'item { id: 0 name: "L\\303\\266we\\\'s 10% \\\\ 犬" }',
    ["Löwe's 10% \\ 犬"],
    'a.pbtxt',
  ],
  ['digits', '7\n3\n1', ['7', '3', '1']],
  ['a label twice', '0: crane\n1: drake\n2: crane', ['crane', 'drake', 'crane']],
  ['a bracket', '[UNK]\ncat', ['[UNK]', 'cat']],
  ['places', '/a/airfield 0\n/b/bar 1', ['/a/airfield', '/b/bar']],
  [
    'words that YAML 1.1 takes for truth',
    'names: [no, on, y, 1e3, 007]',
    ['no', 'on', 'y', '1e3', '007'],
    'a.yaml',
  ],
  ['ids that count from 1', json({ 1: 'a', 2: 'b' }), ['', 'a', 'b'], 'a.json'],
  [
    'ids with holes',
    json([
      { id: 1, name: 'a' },
      { id: 3, name: 'b' },
    ]),
    ['', 'a', '', 'b'],
    'a.json',
  ],
  ['digits as labels', json({ 0: '7', 1: '3' }), ['7', '3'], 'a.json'],
  ['digits as labels of indices', json({ 7: 0, 3: 1 }), ['7', '3'], 'a.json'],
  ['spaces around', json([' a ', 'b']), ['a', 'b'], 'a.json'],
])('%s', async (_, text, labels, name) => {
  expect(await read(text, name)).toEqual(labels);
});

test.each<[what: string, text: string, name: string, says: string]>([
  ['nothing', ' \n', 'a.txt', '"a.txt" has no labels: it is empty'],
  [
    'an empty line',
    'a\n\nb',
    'a.txt',
    'line 2 of "a.txt" is empty: take it out, or write there what class 1 is',
  ],
  ['an id twice', '0: a\n0: b', 'a.txt', 'has the id 0 twice, for "a" and for "b"'],
  ['a negative id', '-1: none\n0: b', 'a.txt', 'has the id -1 for "none": ids of classes are 0, 1, 2'],
  ['a key twice', '{"0": "a", "0": "b"}', 'a.json', '"a.json" has "0" twice'],
  ['an index twice', '{"a": 0, "b": 0}', 'a.json', 'has the id 0 twice'],
  ['a negative key', '{"-1": "a", "0": "b"}', 'a.json', 'has the id -1'],
  ['absurd ids', '{"5": "a", "90210": "b"}', 'a.json', 'ids as high as 90210 for 2 labels'],
  ['half of ids', '[{"id": 0, "name": "a"}, {"name": "b"}]', 'a.json', 'no id for "b"'],
  ['no labels', '{"learning_rate": 0.1}', 'a.json', '"a.json" has no labels that can be read: give a list'],
  ['an empty list', '[]', 'a.json', 'no labels that can be read'],
  ['numbers and text', '[["a", 1], "b"]', 'a.json', 'no labels that can be read'],
  [
    'labels that repeat indices',
    '{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}',
    'a.json',
    'only repeats the index',
  ],
  ['broken JSON', '{"0": "a", ', 'a.json', '"a.json" is not JSON or YAML'],
  ['a key twice in YAML', 'names:\n  0: a\n  0: b', 'a.yaml', '"a.yaml" has "0" twice'],
  [
    'a table',
    'id,name\n0,a\n1,b',
    'a.csv',
    '"a.csv" is a table with the columns "id", "name": say which one has the labels, as in a.csv:name',
  ],
  ['a table without a heading', '0,a\n1,b', 'a.csv', 'as in a.csv:2'],
  ['a table in a text file', 'id\tlabel\n0\ta', 'a.txt', 'as in a.txt:label'],
  ['another column', 'id,name\n0,a', 'a.csv:title', 'has no column "title": its columns are "id", "name"'],
  [
    'another column than the only one',
    'species\na',
    'a.csv:name',
    'has no column "name": its columns are "species"',
  ],
  ['an open quote', 'id,name\n0,"a', 'a.csv:name', 'a quote in line 2 is not closed'],
  ['an empty cell', 'id,name\n0,a\n1,', 'a.csv:name', 'no label in row 2'],
  [
    'a broken item',
    'item { id: 0 name: "a" }\nitem { id: 1 name: "b\n}',
    'a.pbtxt',
    'items that cannot be read',
  ],
  ['an item without a name', 'item { id: 1 }', 'a.pbtxt', 'an item without an id or a name: item { id: 1 }'],
])('%s: refused', async (_, text, name, says) => {
  await expect(read(text, name)).rejects.toThrow(says);
});
