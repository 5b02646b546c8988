// Proves that no field of a recipe or of a model.json can hold anything that is not understood, or named in one message.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { FaccentError, checkRecipe, loadModel, objectives, optionsOf } from 'faccent';
import { describe, expect, test } from 'vitest';
import { jsonOf } from '../../packages/faccent/src/declaration/json.js';
import { checkDescription } from '../../packages/faccent/src/model/description.js';
import { start, workFolder } from './command.js';
import { tell, times } from './faults.js';
import { INSTEAD, type Path, pathsOf, swept } from './mutants/sweep.js';

const at = workFolder('inputs');
const TINY = readFileSync('packages/faccent/src/fixtures/tiny.onnx');
const ball = JSON.parse(readFileSync('tests/recipes/ball.json', 'utf8')) as unknown;
const description = {
  ...{ name: 'tiny', input: 'input', size: [32, 32], channelOrder: 'RGB', range: [-2, 2] },
  ...{ labels: [...'abcdefghij'], regularize: 'relu2' },
};

function readRecipe(json: unknown): void {
  const recipe = checkRecipe(json);
  checkDescription(recipe.model.description);
  objectives.read(recipe.objective);
  optionsOf(recipe, new Float32Array(120 * 160));
}

async function readDescription(bytes: Uint8Array): Promise<void> {
  mkdirSync(at('model'), { recursive: true });
  writeFileSync(at('model', 'model.onnx'), TINY);
  writeFileSync(at('model', 'model.json'), bytes);
  await loadModel(at('model', 'model.onnx'));
}

/** What becomes of it: nothing where it is read, else the message. */
async function refusal(read: () => unknown): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(FaccentError);
    return (error as Error).message;
  }
}

/** Whether a message says where the fault is: the field, what it is in, or the file that it names. */
const names = (message: string, path: Path): boolean =>
  path
    .filter((key) => typeof key === 'string')
    .slice(-2)
    .some(
      (key) =>
        message.includes(key) ||
        (key === 'labels' && /names the file|cannot read|label of class/.test(message)),
    );

/** What no field may be: none of these is taken for what it is not. */
const NEVER = [
  'true',
  '1e400',
  'objects, 10,000 deep',
  'lists, 10,000 deep',
  '{}',
  'said twice',
  '__proto__',
];

/** Nobody reads it: it was for people, in older versions. */
const FREE = ['model.assumed'];

describe.each<[string, unknown, (bytes: Uint8Array) => unknown]>([
  ['recipe.json', ball, (bytes) => readRecipe(jsonOf(bytes, '"recipe.json"'))],
  ['model.json', description, readDescription],
])('every field of %s', (file, json, read) => {
  const all = pathsOf(json).flatMap((path) => swept(json, path).map((one) => ({ ...one, path })));

  test('as it is it is read', async () => {
    expect(await refusal(() => read(Buffer.from(JSON.stringify(json))))).toBeUndefined();
  });

  test('is read or refused in one message that names it', async () => {
    let refused = 0;
    const every = times(2, 1);
    for (const { path, what, text } of all.filter((_, i) => i % every === 0)) {
      const message = await refusal(() => read(Buffer.from(text)));
      const where = `${path.join('.')}: ${what}: ${message?.slice(0, 300)}`;
      if (message === undefined) {
        const fine = !NEVER.includes(what) || FREE.includes(path.join('.')) || /redirect/.test(where);
        expect(fine, where).toBe(true);
        continue;
      }
      refused++;
      expect(message.length, where).toBeLessThan(2000);
      expect(message, where).toMatch(/deep/.test(what) ? /more than 100 deep/ : /./);
      if (!/deep/.test(what)) expect(names(message, path), where).toBe(true);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const outcome = `${refused} refused in one message that names it, ${all.length - refused} read`;
    tell({
      section: 'files',
      what: `every field of ${file}, odd, removed, twice`,
      tried: all.length,
      outcome,
    });
  });

  test.each(['utf-16le', 'utf-16be', 'utf-8'])('with a mark of %s it is read', async (encoding) => {
    const bytes = Buffer.from(`\ufeff${JSON.stringify(json)}`, encoding === 'utf-8' ? 'utf8' : 'utf16le');
    expect(await refusal(() => read(encoding === 'utf-16be' ? bytes.swap16() : bytes))).toBeUndefined();
  });

  test.each<[string, Buffer, RegExp]>([
    ['UTF-16 without a mark', Buffer.from(JSON.stringify(json), 'utf16le'), /zeros in it; save it as UTF-8/],
    ['half of UTF-16', Buffer.from([0xff, 0xfe, 0x7b]), /is not text in UTF-8|is not JSON/],
    ['Latin-1', Buffer.from('{"name": "é"}', 'latin1'), /is not text in UTF-8/],
    ['a mark alone', Buffer.from('\ufeff'), /is empty/],
    ['nothing', Buffer.alloc(0), /is empty/],
  ])('%s is said', async (_, bytes, message) => {
    expect(await refusal(() => read(bytes))).toMatch(message);
  });
});

/** Lists or objects within each other. */
function nested(depth: number, key?: string): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = key === undefined ? [value] : { [key]: value };
  return value;
}

const circle: Record<string, unknown> = {};
circle.parts = [circle];

test.each<[string, unknown]>([
  ['lists, 100,000 deep', nested(100_000)],
  ['objects, 100,000 deep', nested(100_000, 'parts')],
  ['a circle', circle],
  ['a number without end', 2n ** 64n],
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
])('what a program hands over: %s', async (what, value) => {
  let tried = 0;
  for (const [json, read] of [
    [ball, readRecipe],
    [description, (given: unknown) => checkDescription(given as Record<string, unknown>)],
  ] as const)
    for (const path of pathsOf(json)) {
      const copy = structuredClone(json) as Record<string, unknown>;
      const inside = path.slice(0, -1).reduce((here, key) => here[key] as Record<string, unknown>, copy);
      inside[path.at(-1)!] = value;
      expect((await refusal(() => read(copy)))?.length ?? 0, path.join('.')).toBeLessThan(2000);
      tried++;
    }
  tell({ section: 'files', what: `descriptions with ${what}`, tried, outcome: 'read, or one message' });
});

test('by command: one message, no stack, nothing left', async () => {
  const paths = pathsOf(ball).filter((path) => path.at(-1) !== 'assumed' && typeof path.at(-1) === 'string');
  const whats = Object.keys(INSTEAD);
  const count = times(4, 60);
  writeFileSync(at('boats.png'), readFileSync('tests/recipes/boats.png'));
  for (let i = 0; i < count; i++) {
    const path = paths[Math.floor((i * paths.length) / count)]!;
    const { text, what } = swept(ball, path)[i % whats.length]!;
    writeFileSync(at('recipe.json'), text);
    const { status, stderr } = await start(at(), ['replay', 'recipe.json']).ended;
    const where = `${path.join('.')}: ${what}: ${stderr.slice(0, 300)}`;
    expect(status, where).toBe(1);
    expect(stderr, where).not.toMatch(/^\s+at /m);
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('error:')),
      where,
    ).toHaveLength(1);
    expect(stderr.length, where).toBeLessThan(2000);
  }
  const outcome = 'one message, exit 1, no stack';
  tell({ section: 'files', what: 'recipes with an odd field, by `faccent replay`', tried: count, outcome });
});
