// Proves what faccent exemplars keeps of photographs: the same as each looked at alone, and the same bytes from shards as from one.
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunRequest, loadModel, readPhotograph, strongest } from 'faccent';
import { parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { channelStatistics } from '../../exemplars/statistics.js';
import { Random } from '../../math/random.js';
import { miniInception, onMini } from '../../testing/mini-inception.js';
import { toldByExemplars } from '../atlas/plan-exemplars.js';
import { openExemplars } from '../exemplars/read.js';
import { besideModel, oneProcess } from '../testing/command.js';
import { workFolder } from '../testing/folder.js';

const { at, faccent, expectRefusal } = workFolder('exemplars', oneProcess());
const LAYERS = ['--layers', 'mixed3a:0-4', 'logits:0-2'];
const asked = [...onMini, ...LAYERS, '--size', '48', '--threads', '1', '--top', '4', '--sample', '3'];
const PHOTOS = 23;

/** A small picture of a few coloured patches. */
async function picture(file: string, seed: number): Promise<void> {
  const random = new Random(seed);
  const bytes = Buffer.from(Array.from({ length: 4 * 5 * 3 }, () => random.below(256)));
  const small = sharp(bytes, { raw: { width: 5, height: 4, channels: 3 } });
  writeFileSync(file, await small.resize(50, 40, { kernel: 'cubic' }).png().toBuffer());
}

/** All files below a folder, and what is in them. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]),
  );

const rows = async (file: string): Promise<Record<string, unknown>[]> => {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) });
};

beforeAll(async () => {
  mkdirSync(at('photos/below/deeper'), { recursive: true });
  for (const name of ['empty', 'other']) mkdirSync(at(name));
  await picture(at('other/else.png'), 1);
  const places = ['', 'below', 'below/deeper'];
  for (let i = 0; i < PHOTOS; i++) await picture(at('photos', places[i % 3]!, `${i}.png`), i + 1);
  writeFileSync(at('photos/notes.txt'), 'no photograph');
  await faccent('exemplars', at('photos'), ...asked, '--out', at('one'));
});

test('keeps of each channel what photographs are when they are looked at one by one', async () => {
  const model = await loadModel(miniInception);
  const photographs = await rows(at('one/photographs.parquet'));
  expect(photographs).toHaveLength(PHOTOS);
  const paths = photographs.map((row) => row.path as string);
  expect(paths).toEqual([...paths].sort());
  expect(paths).toContain('below/deeper/2.png');
  const exemplars = await rows(at('one/exemplars.parquet'));
  const channels = await rows(at('one/channels.parquet'));
  expect(channels).toHaveLength(5 + 3);
  for (const layer of ['mixed3a', 'logits']) {
    const found: Awaited<ReturnType<typeof strongest>>[] = [];
    for (const name of paths)
      found.push(
        await strongest(model, await readPhotograph(at('photos', name), { size: 48 }), {
          ...{ layer, count: Infinity, threads: 1 },
        }),
      );
    for (const row of channels.filter((channel) => channel.layer === layer)) {
      const own = found.map((units) => units.find(({ unit }) => unit === row.unit)!);
      const { mean, deviation, max, quantiles } = channelStatistics(own.map(({ activation }) => activation));
      expect(row).toMatchObject({
        count: PHOTOS,
        mean,
        deviation,
        max,
        q50: quantiles[4],
        q999: quantiles[9],
      });
      const best = own.map((of, i) => ({ ...of, path: paths[i] }));
      best.sort((a, b) => b.activation - a.activation);
      const top = exemplars.filter(
        (one) => one.layer === layer && one.unit === row.unit && one.kind === 'top',
      );
      expect(top.map((one) => [one.rank, one.photograph, one.activation, one.peak, one.y, one.x])).toEqual(
        best
          .slice(0, 4)
          .map(({ activation, peak = null, position, path: name }, rank) => [
            ...[rank, name, activation, peak],
            ...(position ?? [null, null]),
          ]),
      );
    }
  }
});

test('says of each photograph what its strongest position sees, and draws a sample across the range', async () => {
  const exemplars = await rows(at('one/exemplars.parquet'));
  for (const { layer, y0, x0, y1, x1 } of exemplars as Record<string, number>[]) {
    expect([y0! >= 0, x0! >= 0, y1! <= 48, x1! <= 48, y0! < y1!, x0! < x1!]).toEqual(Array(6).fill(true));
    if (String(layer) === 'logits') expect([y0, x0, y1, x1]).toEqual([0, 0, 48, 48]);
  }
  const early = exemplars.filter(({ layer }) => layer === 'mixed3a') as Record<string, number>[];
  expect(early.some(({ y0, y1 }) => y1! - y0! < 48)).toBe(true);
  const sample = exemplars.filter(
    ({ kind, layer, unit }) => kind === 'sample' && layer === 'mixed3a' && unit === 2,
  );
  const levels = sample.map(({ activation }) => activation as number);
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(levels.length).toBeGreaterThan(1);
  expect(sample.map(({ rank }) => rank)).toEqual([...new Set(sample.map(({ rank }) => rank))]);
});

test('the page has every channel, and names each photograph', () => {
  expect(readFileSync(at('one/index.html'), 'utf8')).toMatch(
    /href="pages\/mixed3a\.html">mixed3a<\/a> <small>5 channels/,
  );
  const page = readFileSync(at('one/pages/mixed3a.html'), 'utf8');
  const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!) as {
    folder: string;
    photographs: [string][];
    channels: { unit: number; sprite: string; photos: unknown[][] }[];
  };
  expect(data.channels.map(({ unit, photos }) => [unit, photos.length >= 5])).toEqual(
    [0, 1, 2, 3, 4].map((unit) => [unit, true]),
  );
  expect(data.folder).toBe('../../photos');
  expect(readdirSync(at('one/pages'))).toContain(data.channels[0]!.sprite);
});

describe('the same bytes come of', () => {
  test('shards in one folder, the last of which puts all together', async () => {
    for (const shard of ['1/2', '2/2']) {
      const { status, stdout } = await faccent(
        'exemplars',
        at('photos'),
        ...asked,
        '--shard',
        shard,
        '--out',
        at('shared'),
      );
      expect(status).toBe(0);
      expect(stdout).toMatch(shard === '2/2' ? /^23 photographs, 8 channels/ : /left to other shards/);
    }
    expect(contents(at('shared'))).toEqual(contents(at('one')));
  });

  test('shards in folders of their own that are merged', async () => {
    for (const shard of ['0/2', '1/2'])
      await faccent('exemplars', at('photos'), ...asked, '--shard', shard, '--out', at(`part-${shard[0]}`));
    const choice = ['--top', '4', '--sample', '3', '--out', at('merged')];
    await expectRefusal(
      ['exemplars', '--merge', at('part-0'), '--shard', '1/2', ...choice],
      /takes no --shard/,
    );
    const half = await faccent('exemplars', '--merge', at('part-0'), ...choice);
    expect(half.stdout).toMatch(/left to other shards/);
    for (const sources of [[at('part-0'), at('part-1')]]) {
      const { status, stderr } = await faccent('exemplars', '--merge', ...sources, ...choice);
      expect([status, stderr.replaceAll(/^.* drawn: .*\n/gm, '')]).toEqual([0, '']);
      expect(contents(at('merged'))).toEqual(contents(at('one')));
    }
  });

  test('doing it again, which does nothing', async () => {
    const before = statSync(at('one/exemplars.parquet')).mtimeMs;
    const again = await faccent('exemplars', at('photos'), ...asked, '--out', at('one'));
    expect([again.status, besideModel(again.stderr)]).toEqual([0, '']);
    expect(again.stdout).toMatch(/: as before/);
    expect(statSync(at('one/exemplars.parquet')).mtimeMs).toBe(before);
  });
});

test('by peak, the strongest are those of the largest position', async () => {
  await faccent(
    'exemplars',
    '--merge',
    at('one'),
    '--by',
    'peak',
    '--top',
    '2',
    '--sample',
    '0',
    '--out',
    at('peaks'),
  );
  const exemplars = await rows(at('peaks/exemplars.parquet'));
  const channels = await rows(at('peaks/channels.parquet'));
  for (const { layer, unit, peak_max: most } of channels.filter((channel) => channel.layer !== 'logits')) {
    const own = exemplars.filter((one) => one.layer === layer && one.unit === unit);
    expect(own.map(({ kind }) => kind)).toEqual(['top', 'top']);
    expect(own[0]!.peak).toBe(most);
  }
});

test('what cannot be read is listed, the rest goes on, and what was mended or came later is looked at', async () => {
  mkdirSync(at('some'));
  for (const i of [1, 2, 3]) await picture(at(`some/${i}.png`), i);
  writeFileSync(at('some/torn.png'), readFileSync(at('some/1.png')).subarray(0, 60));
  writeFileSync(at('some/text.jpg'), 'no photograph');
  const line = ['exemplars', at('some'), ...asked, '--out', at('unread')];
  const { status, stderr } = await faccent(...line);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: 2 of 5 photographs could not be measured; ".*unread\.json" lists them/m);
  const list = (): { path: string; error: string }[] =>
    JSON.parse(readFileSync(at('unread/unread.json'), 'utf8')) as { path: string; error: string }[];
  expect(list().map((one) => one.path)).toEqual(['text.jpg', 'torn.png']);
  expect(await rows(at('unread/photographs.parquet'))).toHaveLength(3);
  // one is mended, one is gone, one is new
  await picture(at('some/torn.png'), 9);
  await picture(at('some/4.png'), 4);
  rmSync(at('some/text.jpg'));
  const again = await faccent(...line, '--json');
  expect(again.status).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ measured: 2, photographs: 5, unread: 0, missing: 0 });
  expect(readdirSync(at('unread'))).not.toContain('unread.json');
  expect(await rows(at('unread/photographs.parquet'))).toHaveLength(5);
});

describe('serve as a scale:', () => {
  const line = [
    'accentuate',
    ...onMini,
    '--threads',
    '1',
    '--steps',
    '1',
    '--views',
    '1',
    '--animate',
    'webp',
  ];
  const run = (natural: string, out: string, ...more: string[]) =>
    faccent(
      ...line,
      at('photos/0.png'),
      '--natural',
      at(natural),
      '--out',
      at(out),
      '--json',
      '--size',
      '48',
      ...more,
    );
  const naturalOf = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { measures: { natural: Record<string, unknown> } }).measures.natural;
  const feature = ['--feature', 'mixed3a:2'];

  test('accentuate has the numbers that it has with their photographs', async () => {
    const [known, looked] = [
      await run('unread', 'known', ...feature),
      await run('some', 'looked', ...feature),
    ];
    const [a, b] = [naturalOf(known), naturalOf(looked)] as Record<
      string,
      { before: number; after: number }
    >[];
    expect(a!.count).toBe(5);
    expect(b!.count).toBe(5);
    for (const name of ['standardScore', 'percentile'])
      for (const when of ['before', 'after'] as const)
        expect(a![name]![when]).toBeCloseTo(b![name]![when], 4);
  });

  test('what they do not tell of is refused before a run', async () => {
    const refused = async (message: RegExp, ...more: string[]): Promise<void> => {
      const { status, stderr } = await run('unread', 'none', ...more);
      expect([status, stderr.replace(/^model.*\n/gm, '')]).toEqual([1, expect.stringMatching(message)]);
      expect(readdirSync(at())).not.toContain('none');
    };
    await refused(
      /error: --natural: .*canvas of 48 × 48, and here it is 64 × 64: take --size 48/,
      ...feature,
      '--size',
      '64',
    );
    await refused(/have no mixed3a:77: they have mixed3a \(5 units\)/, '--feature', 'mixed3a:77');
    await refused(/exemplars tell of channels/, ...feature, '--position', '1,1');
  });

  test('top says where each unit lies', async () => {
    const asked = [
      'top',
      at('photos/3.png'),
      ...onMini,
      '--threads',
      '1',
      '--among',
      at('one'),
      '--layer',
      'mixed3a',
    ];
    const { stdout, status } = await faccent(...asked, '--size', '48', '-k', '900', '--json');
    expect(status).toBe(0);
    const units = JSON.parse(stdout) as {
      unit: number;
      activation: number;
      natural?: { count: number; percentile: number; standardScore: number };
    }[];
    const channels = await rows(at('one/channels.parquet'));
    for (const { unit, activation, natural } of units) {
      const own = channels.find((row) => row.layer === 'mixed3a' && row.unit === unit) as
        Record<string, number> | undefined;
      if (!own) expect(natural).toBeUndefined();
      else {
        expect(natural!.count).toBe(PHOTOS);
        expect(natural!.standardScore).toBeCloseTo((activation - own.mean!) / own.deviation!, 9);
        expect(natural!.percentile > 50).toBe(activation > own.q50!);
      }
    }
    await expectRefusal([...asked, '--at', '0.5,0.5'], /--among tells of channels/);
    await expectRefusal([...asked.slice(0, -1), 'conv1', '--size', '48'], /have no layer "conv1"/);
  });
});

test('a plan takes of each unit the photographs that drive it most, and a site is told where', async () => {
  const asked = [
    'atlas',
    'plan',
    ...onMini,
    '--layers',
    'mixed3a:1,4',
    '--exemplars',
    at('one'),
    '--top',
    '2',
  ];
  const { status } = await faccent(...asked, '--out', at('plan'));
  expect(status).toBe(0);
  const jobs = readdirSync(at('plan/jobs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(at('plan/jobs', name), 'utf8')) as RunRequest);
  const told = await toldByExemplars(at('one'));
  const exemplars = await openExemplars(at('one'));
  for (const unit of [1, 4]) {
    const top = await exemplars.top('mixed3a', unit, 2);
    const own = jobs.filter(({ feature }) => feature!.unit === unit);
    expect(own.map(({ photo }) => photo!.path).sort()).toEqual(top.map(({ file }) => file).sort());
    const photograph = { sha256: top[1]!.sha256, name: '', file: '' };
    const entry = { id: 'a', state: 'done', feature: { layer: 'mixed3a', unit }, photograph } as const;
    expect(await told(entry)).toEqual({ ...entry, rank: 1, box: top[1]!.box.map((edge) => edge / 48) });
    expect(await told({ ...entry, feature: { layer: 'conv1', unit } })).toMatchObject({
      id: 'a',
      state: 'done',
    });
  }
  await expect(exemplars.top('mixed3a', 1, 9)).rejects.toThrow(
    /have the 4 strongest .* with --top 9 finds more/,
  );
  await expectRefusal(
    [...asked.slice(0, -2), '--photos', at('photos'), '--out', at('no-plan')],
    /--photos and --exemplars/,
  );
});

describe('refuses', () => {
  const refused = (args: readonly string[], message: RegExp) =>
    expectRefusal(['exemplars', ...args], message);

  test('what is not said, or is not there', async () => {
    await refused([at('photos'), ...onMini], /say which layers/);
    await refused([at('empty'), ...asked], /is empty .*also in subfolders/);
    await refused(
      ['--merge', at('photos'), '--out', at('merged')],
      /has nothing that faccent exemplars measured/,
    );
  });

  test('values of another kind beside those that are there', async () => {
    const out = ['--out', at('one')];
    await refused([at('photos'), ...asked, ...out, '--size', '64'], /another size, 48 × 48 and not 64 × 64/);
    await refused(
      [at('photos'), ...onMini, '--layers', 'conv1', ...out, '--size', '48', '--threads', '1'],
      /other layers/,
    );
    await refused([at('photos'), '--layers', 'head:0', ...out], /of another network/);
    const before = contents(at('one'));
    await refused(
      [at('other'), ...asked, ...out],
      /23 photographs that were measured, and ".*" has none of those/,
    );
    expect(contents(at('one'))).toEqual(before);
  });

  test('a version that it does not know, and a file that is damaged', async () => {
    const text = readFileSync(at('one/values/measured.json'), 'utf8');
    for (const [folder, changed, message] of [
      ['later', text.replace('"version":1', '"version":9'), /later faccent \(version 9\)/],
      ['torn', text.slice(0, 100), /is not JSON/],
      ['other', text.replace('"size":[48,48]', '"size":"large"'), /is damaged: size/],
    ] as const) {
      mkdirSync(at(folder, 'values'), { recursive: true });
      writeFileSync(at(folder, 'values/measured.json'), changed);
      await refused([at('photos'), ...asked, '--out', at(folder)], message);
    }
  });
});
