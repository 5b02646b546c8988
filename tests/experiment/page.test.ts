// The page of an experiment in a Chromium, from a file and from a host, by keys, mouse and finger, from consent to the analysis of
// the answers; nothing serious for axe, nothing asked for elsewhere, and a page that is closed is gone on with.
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runFaccent } from '../../packages/faccent/src/cli/testing/command.js';
import { parseAnswers } from '../../packages/faccent/src/experiment/answers.js';
import { Random } from '../../packages/faccent/src/math/random.js';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import { type Served, TYPES, serve } from '../browser/server.js';
import { type MadeExperiment, makeExperiment } from './made.js';
import { watchedPage } from '../watched.js';
import { type Person, answerTrials, begin, fileOf, takePart, trialsOf } from './participant.js';

const executable = findChromium();

const WIDE = { width: 1280, height: 800 };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe.skipIf(!executable)('the page of an experiment', () => {
  let browser: Browser;
  let made: MadeExperiment;
  beforeAll(async () => {
    made = await makeExperiment();
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rm(made.work, { recursive: true, force: true });
  });

  /** Opens the page, and closes what it needs after the test. */
  async function open(url: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options });
    onTestFinished(() => context.close());
    const watched = await watchedPage(context);
    await watched.page.goto(url);
    return { ...watched };
  }

  const asFile = (query = ''): string =>
    `${pathToFileURL(path.join(made.folder, 'index.html')).href}${query}`;

  /** Hosts the page below a path. */
  async function serveAll(): Promise<Served> {
    const away = await serve(made.work, {}, { isolated: false, types: { ...TYPES, '.webp': 'image/webp' } });
    onTestFinished(() => away.close());
    return away;
  }

  /** What axe finds that keeps people out, and whether all is within the screen's width. */
  async function expectAccessible(page: Page): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width).toBeLessThanOrEqual(room);
  }

  /** What the command says of files of answers. */
  async function analysed(files: readonly string[], ...flags: string[]) {
    const { status, stdout, stderr } = await runFaccent(made.work, [
      ...['experiment', 'analyse', ...files, '--json', ...flags],
    ]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout) as {
      participants: string[];
      excluded: { participant: string; rule: string }[];
      conditions: {
        condition: string;
        trials: number;
        right: number;
        accuracy: { mean: number; low: number };
      }[];
    };
  }

  test('a perfect participant by keys, from a file, and one by chance on a phone, from a host', async () => {
    const file = await open(asFile());
    await file.page.getByLabel('Your participant number').fill('3');
    await file.page.keyboard.press('Enter');
    const perfect = await takePart(file.page, made.page, {
      ...{ participant: '3', by: 'keys', answer: ({ right }) => right },
    });
    expect(perfect.wrong).toEqual([]);
    expect(file.errors).toEqual([]);
    expect(file.requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    expect(perfect.name).toBe(`experiment-${made.page.id}-3.csv`);
    const answers = parseAnswers(perfect.csv, perfect.name);
    const trials = trialsOf(made.page, '3');
    expect(answers.map(({ kind, pair, right }) => ({ kind, pair, right }))).toEqual(
      trials.map(({ kind, pair, right }) => ({ kind, pair, right })),
    );
    expect(
      new Set(
        answers.map(({ confidence, correct, participant }) => [confidence, correct, participant].join()),
      ),
    ).toEqual(new Set(['3,1,3']));
    for (const { choice_ms, confidence_ms } of answers)
      expect(confidence_ms).toBeGreaterThanOrEqual(choice_ms);

    const random = new Random(4);
    const away = await serveAll();
    const phone = await open(`${away.url}page/index.html?participant=abc`, PHONE);
    const coin = await takePart(phone.page, made.page, {
      ...{ participant: 'abc', by: 'touch', answer: () => (random.below(2) ? 'left' : 'right') },
    });
    expect([coin.wrong, phone.errors]).toEqual([[], []]);
    expect(phone.requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(away.url))).toEqual(
      [],
    );

    const files = [path.join(made.work, perfect.name), path.join(made.work, coin.name)];
    await copyFile(perfect.path, files[0]!);
    await copyFile(coin.path, files[1]!);
    const first = await analysed([files[0]!], '--fastest', '0');
    expect(first.conditions.map(({ condition, trials, right }) => [condition, trials, right])).toEqual(
      ['accentuated', 'natural', 'none'].map((condition) => [condition, 3, 3]),
    );
    const both = await analysed(files, '--fastest', '0', '--catch', '0');
    expect(both.participants).toEqual(['3', 'abc']);
    const guessed = parseAnswers(coin.csv, coin.name).filter(({ kind }) => kind === 'trial');
    for (const { condition, right, accuracy } of both.conditions) {
      const own = guessed.filter((answer) => answer.condition === condition && answer.correct === 1).length;
      expect(right).toBe(3 + own);
      expect(accuracy.mean).toBeCloseTo((1 + own / 3) / 2, 12);
    }
    // who fails what anyone who looks gets right does not count
    const { excluded } = await analysed(files, '--fastest', '0', '--catch', '1');
    const caught = parseAnswers(coin.csv, coin.name).filter(({ kind }) => kind === 'catch');
    const failed = caught.some(({ correct }) => correct === 0);
    expect(excluded.map(({ participant, rule }) => [participant, rule])).toEqual(
      failed ? [['abc', 'catch']] : [],
    );
  });

  test.each([
    ['wide', {}, 'mouse'],
    ['on a phone', PHONE, 'touch'],
  ] as const)('axe has nothing serious to say, %s', async (_, options, by) => {
    const { page } = await open(asFile('?participant=8'), options);
    await expectAccessible(page);
    await begin(page, by);
    const person: Person = { participant: '8', by, answer: () => 'left' };
    await page.locator('main[data-kind=practice]').waitFor();
    await expectAccessible(page);
    const trials = trialsOf(made.page, '8');
    await answerTrials(page, made.page, person, { to: 2 });
    await page.locator('[data-trial="2"]').waitFor();
    await page.locator('[data-side=left]').click();
    await expectAccessible(page);
    await page.locator('[data-sure="1"]').click();
    await answerTrials(page, made.page, person, { from: 3, to: trials.length });
    await page.locator('[data-done]').waitFor();
    await expectAccessible(page);
  });

  test('a choice can be changed until it is said how sure one is', async () => {
    const { page } = await open(asFile('?participant=1'));
    await begin(page, 'mouse');
    await page.locator('main[data-kind=practice]').waitFor();
    expect(await page.locator('[data-sure="1"]').isDisabled()).toBe(true);
    await page.keyboard.press('2');
    await page.locator('[data-side=left]').click();
    await page.locator('[data-side=right]').click();
    expect(await page.locator('[data-side][aria-pressed=true]').getAttribute('data-side')).toBe('right');
    await page.locator('[data-sure="1"]').click();
    const { right } = trialsOf(made.page, '1')[0]!;
    const said = right === 'right' ? 'That is right.' : 'No: the one on the left drives it more.';
    await page.getByText(said).waitFor();
  });

  test('a page that was closed goes on where it was, and one that is done has its answers', async () => {
    const { page } = await open(asFile('?participant=5'));
    const person: Person = { participant: '5', by: 'keys', answer: () => 'left' };
    await begin(page, 'keys');
    await answerTrials(page, made.page, person, { to: 4 });
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('Participant 5 has answered 4 of 12 trials').waitFor();
    await page.locator('[data-action=go]').click();
    const saved = page.waitForEvent('download');
    await answerTrials(page, made.page, person, { from: 4 });
    const { csv } = await fileOf(saved);
    expect(parseAnswers(csv, 'a').map(({ trial }) => trial)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    await page.reload();
    const again = page.waitForEvent('download');
    await page.locator('[data-action=go]').click();
    expect((await fileOf(again)).csv).toBe(csv);
    await page.reload();
    await page.locator('[data-action=anew]').click();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
  });

  test('who does not agree is asked nothing; text of the plan is text', async () => {
    const { page, requests } = await open(asFile('?participant=5'));
    await page.getByText('Answers are kept under your number <alone>.').waitFor();
    expect(await page.title()).toBe('Tiny units');
    await page.getByRole('button', { name: 'I do not' }).click();
    await page.getByText('Nothing was kept.').waitFor();
    expect(requests.filter((url) => url.includes('/pictures/'))).toEqual([]);
  });

  test('a picture that does not come is asked for again', async () => {
    const away = await serveAll();
    const { page } = await open(`${away.url}page/index.html?participant=6`);
    await page.route('**/pictures/*', (route) => route.abort());
    await begin(page, 'mouse');
    await page.getByText('A picture could not be loaded').waitFor();
    await page.unroute('**/pictures/*');
    await page.locator('[data-action=again]').click();
    await page.locator('main[data-kind=practice]').waitFor();
  });
});
