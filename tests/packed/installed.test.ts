// Installed from its tarballs in an empty folder, faccent works: as a command, in every Node.js, for TypeScript, in a page.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readmeProgram, withSteps } from '../readme.js';
import { HOW_TO_TRY, SUPPORTED, TOO_OLD, areTried, fetchNodes, nodeOf } from './node-versions.js';
import { commandsOf, tried } from '../../studies/common/tried.js';
import { pack } from './pack.js';
import { type Bundle, bundle, packagesIn, sizeAtStart, visit } from './page.js';
import { attempt, root, run, tool } from './run.js';
import { expectStated, sizeOf } from './sizes.js';
import { FLAGS, HOW_TO_INSTALL, findChromium } from '../../studies/common/chromium.js';

/** What README.md prints, with the few steps that show that it runs; tests/readme.test.ts runs it as printed. */
const program = withSteps(readmeProgram(), 2);
const [, picture] = /'([^']*\.png)'/.exec(program) as unknown as [string, string];
const NO_NETWORK = `--require=${fileURLToPath(new URL('no-network.cjs', import.meta.url))}`;

const executable = findChromium();

/** The folder that was empty. */
let app: string;
/** Why nothing could be installed there. */
let offline: string | undefined;

beforeAll(async () => {
  app = await mkdtemp(path.join(tmpdir(), 'faccent-installed-'));
  const tarballs = (await pack(app)).map(({ tarball }) => tarball);
  await writeFile(path.join(app, 'package.json'), '{ "private": true, "type": "module" }\n');
  // libraries of graphics cards, of another host: docs/devices.md
  const env = { ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs];
  // minutes, where there is no network
  if (!process.env.CI) args.push('--fetch-retries=0');
  const { code, stderr } = await attempt('npm', args, { cwd: app, env });
  if (
    code !== 0 &&
    !process.env.CI &&
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/.test(stderr)
  )
    offline = 'the registry of npm is not reached: nothing could be installed';
  else expect(code, stderr).toBe(0);
  for (const tarball of tarballs) await rm(tarball);
  await copyFile(path.join(root, 'examples/photos/nagasaki-boats.jpg'), path.join(app, 'photo.jpg'));
  await writeFile(path.join(app, 'program.mjs'), program);
}, 300_000);

beforeEach(({ skip }) => skip(offline !== undefined, offline));

afterAll(() => rm(app, { recursive: true, maxRetries: 3 }));

/** Whether a file is a picture with something in it, opaque here and clear there. */
async function expectPicture(file: string | Buffer): Promise<void> {
  const { channels } = await sharp(file).stats();
  expect(channels.length).toBe(4);
  for (const { stdev } of channels) expect(stdev).toBeGreaterThan(5);
}

test('takes the room that docs/dependencies.md says', async () => {
  expectStated('an installation', await sizeOf(path.join(app, 'node_modules')));
});

test('the command of docs/start.md makes its pictures with nothing else to fetch', async () => {
  const env = { NODE_OPTIONS: NO_NETWORK };
  const [[npx, ...args]] = commandsOf(tried('docs/start.md', 'command')) as [[string, ...string[]]];
  await run(npx, [...args, '--steps', '2', '--out', 'made'], { cwd: app, env });
  const made = await readdir(path.join(app, 'made'));
  expect(made).toEqual(expect.arrayContaining(['accentuated.png', 'sheet.png', 'recipe.json']));
  await expectPicture(path.join(app, 'made/accentuated-alpha.png'));
});

describe('the studio of docs/start.md', () => {
  let server: ChildProcess;
  let address: string;

  beforeAll(async () => {
    if (offline) return;
    const [[npx, ...args]] = commandsOf(tried('docs/start.md', 'studio')) as [[string, ...string[]]];
    server = spawn(npx, [...args, '--no-open', '--port', '0'], {
      cwd: app,
      env: { ...process.env, NODE_OPTIONS: NO_NETWORK, NO_COLOR: '1' },
      shell: process.platform === 'win32',
      // npx and what it starts end together
      detached: process.platform !== 'win32',
    });
    address = await new Promise<string>((resolve, reject) => {
      let said = '';
      for (const stream of [server.stdout!, server.stderr!])
        stream.on('data', (text: Buffer) => {
          said += text.toString();
          const found = /http:\S+(?=;)/.exec(said);
          if (found) resolve(found[0]);
        });
      server.on('exit', () => reject(new Error(said)));
    });
  });

  afterAll(() => {
    if (server?.pid) process.kill(process.platform === 'win32' ? server.pid : -server.pid, 'SIGTERM');
  });

  test('serves the whole page with nothing to fetch: its own files, networks and runtime', async () => {
    const list = path.join(app, 'node_modules/faccent/studio/studio-files.json');
    const files = Object.entries(JSON.parse(await readFile(list, 'utf8')) as Record<string, string>);
    const names = files.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['index.html', 'service-worker.js']));
    for (const begins of ['network/', 'runtime/'])
      expect(names.filter((name) => name.startsWith(begins)).length).toBeGreaterThan(2);
    for (const [name, sha256] of files) {
      const response = await fetch(new URL(name, address));
      expect(response.status, name).toBe(200);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256);
    }
  });

  test.skipIf(!executable)('in Chromium its worker tells what is in the photograph', async () => {
    const browser = await chromium.launch({ executablePath: executable, args: FLAGS });
    try {
      const page = await browser.newPage();
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(address);
      await page.getByText('Egyptian cat').first().waitFor({ timeout: 100_000 });
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(requests.filter((url) => !url.startsWith(address) && !/^(data|blob):/.test(url))).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

test("what the packages' own pages say of installing is what was installed, and of the command what docs/start.md says", () => {
  const of = (page: string, name: string): string[][] => commandsOf(tried(page, name));
  const [install, command] = [of('docs/start.md', 'install'), of('docs/start.md', 'command')];
  expect(install).toEqual([['npm', 'install', 'faccent']]);
  expect(of('packages/faccent/README.md', 'install')).toEqual([...install, ...command]);
  const [[npm, verb, ...names]] = of('packages/onnx-grad/README.md', 'install') as [[string, ...string[]]];
  expect([npm, verb]).toEqual(['npm', 'install']);
  for (const name of names) expect(existsSync(path.join(app, 'node_modules', name)), name).toBe(true);
});

describe("README.md's program", () => {
  test('is that of docs/start.md', () => {
    expect(tried('docs/start.md', 'program.mjs')).toBe(readmeProgram());
    expect(commandsOf(tried('docs/start.md', 'node'))).toEqual([['node', 'program.mjs']]);
  });

  async function runWith(node: string): Promise<void> {
    await rm(path.join(app, picture), { force: true });
    await run(node, ['program.mjs'], { cwd: app, env: { NODE_OPTIONS: NO_NETWORK } });
    await expectPicture(path.join(app, picture));
  }

  test('runs in this Node.js', () => runWith(process.execPath));

  test.for(SUPPORTED)('runs in Node.js %s', { timeout: 300_000 }, async (version, { skip }) => {
    if (!areTried) skip(HOW_TO_TRY);
    await fetchNodes();
    await runWith(nodeOf(version));
  });

  test.for(TOO_OLD)('Node.js %s is told to be too old for the command', async (version, { skip }) => {
    if (!areTried) skip(HOW_TO_TRY);
    await fetchNodes();
    const command = path.join('node_modules', 'faccent', 'bin', 'faccent.js');
    const { code, stderr } = await attempt(nodeOf(version), [command], { cwd: app });
    expect(stderr).toMatch(/^faccent needs Node.js 20.19 or newer; this is \d+\.\d+\.\d+\n$/);
    expect(code).toBe(1);
  });
});

describe('without skipLibCheck, its types are right', () => {
  beforeAll(async () => {
    const everything = "export * as faccent from 'faccent';\nexport * as onnxGrad from 'onnx-grad';\n";
    await writeFile(path.join(app, 'program.ts'), `${readmeProgram()}${everything}`);
  });

  const inPage = { lib: ['es2022', 'dom', 'dom.iterable'], types: [] };
  const inNode = { lib: ['es2022'], types: ['node'] };
  const node16 = { module: 'node16', moduleResolution: 'node16' };
  const bundler = { module: 'es2022', moduleResolution: 'bundler' };
  const cases = [
    { compiler: 'tsc', where: 'a page', options: { ...inPage, ...bundler } },
    { compiler: 'tsc', where: 'a page', options: { ...inPage, ...node16 } },
    { compiler: 'tsc', where: 'Node.js', options: { ...inNode, ...bundler } },
    { compiler: 'tsc', where: 'Node.js', options: { ...inNode, ...node16 } },
    { compiler: 'tsc6', where: 'a page', options: { ...inPage, ...bundler } },
    { compiler: 'tsc6', where: 'Node.js', options: { ...inNode, ...node16 } },
  ];

  test.each(cases)('$compiler, $options.moduleResolution, in $where', async ({ compiler, options }) => {
    const config = {
      compilerOptions: {
        ...{ strict: true, skipLibCheck: false, noEmit: true, target: 'es2022', ...options },
        typeRoots: [path.join(root, 'node_modules/@types')],
      },
      files: ['program.ts'],
    };
    await writeFile(path.join(app, 'tsconfig.json'), JSON.stringify(config));
    await run(tool(compiler), ['--project', 'tsconfig.json'], { cwd: app });
  });
});

describe('bundled by Vite', () => {
  test('it is what docs/start.md bundles', () => {
    const verbs = commandsOf(tried('docs/start.md', 'bundler'));
    expect(commandsOf(tried('docs/start.md', 'install both'))).toEqual([
      ['npm', 'install', 'faccent', 'vite'],
    ]);
    // what tests/packed/page.ts does, with the same Vite and no configuration, and a server
    expect(verbs).toEqual(['build', 'preview'].map((verb) => ['npx', 'vite', verb]));
  });

  const LIBRARIES = [
    ...['@bufbuild/protobuf', 'faccent', 'fastest-levenshtein', 'onnx-grad', 'pure-rand', 'yaml', 'zod'],
  ];
  const RUNTIME = ['onnxruntime-common', 'onnxruntime-web'];
  let bundled: Bundle;

  beforeAll(async () => {
    if (!offline) bundled = await bundle(path.join(app, 'page'), program);
  });

  test('it needs nothing of Node.js, and nothing in its place', () => {
    expect([...packagesIn(bundled)].sort()).toEqual([...LIBRARIES, ...RUNTIME].sort());
    const ours = bundled.chunks.filter(
      ({ moduleIds }) => !moduleIds.some((id) => id.includes('onnxruntime-web')),
    );
    expect(ours.length).toBeGreaterThan(0);
    for (const { code } of ours)
      expect(code).not.toMatch(/onnxruntime-node|onnxruntime_binding|["'`](sharp|node:\w+)["'`]/);
  });

  test('the networks are assets of it', async () => {
    const assets = bundled.assets.filter(({ fileName }) => fileName.endsWith('.onnx'));
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const shipped = path.join(root, 'packages/faccent/network');
    const files = (await readdir(shipped)).map((name) => readFile(path.join(shipped, name, 'model.onnx')));
    expect(assets.map(({ source }) => digest(source as Uint8Array)).sort()).toEqual(
      (await Promise.all(files)).map(digest).sort(),
    );
  });

  test('without the runtime it has less than 145 kB, as docs/dependencies.md says', async () => {
    expect(sizeAtStart(bundled)).toBeLessThan(145_000);
    expectStated("the README's program", sizeAtStart(bundled));
    const everything = "import * as faccent from 'faccent';\nglobalThis.faccent = faccent;\n";
    expectStated(
      'everything that faccent exports',
      sizeAtStart(await bundle(path.join(app, 'everything'), everything)),
    );
  });

  test('a Chromium is installed', ({ skip }) => {
    if (!executable && !process.env.CI) skip(HOW_TO_INSTALL);
    expect(executable, HOW_TO_INSTALL).toBeDefined();
  });

  test.skipIf(!executable)('it runs in Chromium, from one server', async () => {
    const photo = path.join(app, 'photo.jpg');
    const { download, name, requests, trouble } = await visit(executable!, bundled.folder, {
      '/photo.jpg': photo,
    });
    expect(name).toBe(picture);
    await expectPicture(download);
    expect(trouble).toEqual([]);
    const paths = requests.filter((url) => !/^(data|blob):/.test(url)).map((url) => new URL(url));
    expect(new Set(paths.map((url) => url.hostname))).toEqual(new Set(['127.0.0.1']));
    // of the networks, the one that it runs
    expect(paths.filter(({ pathname }) => pathname.endsWith('.onnx'))).toHaveLength(1);
  });
});
