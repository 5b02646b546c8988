// Proves that what takes long is said to take long while it keeps the process from all else, and what is done before is not.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const interrupt = new URL('../../../dist/cli/signals/interrupt.js', import.meta.url).href;

/** What is said of two things that keep a process busy, for so many milliseconds each. */
function said(first: number, second: number): string {
  const script = `
    const busy = (time) => { for (const from = Date.now(); Date.now() - from < time; ); };
    import('${interrupt}').then(({ interruptible }) => interruptible(async (interrupt) => {
      const done = interrupt.meanwhile('the first takes long', 400);
      busy(${first});
      done();
      busy(${second});
    }));`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stderr;
}

test('once, while it goes on', () => {
  expect(said(1500, 0)).toBe('the first takes long\n');
});

test('not of what is done before', () => {
  expect(said(0, 1500)).toBe('');
});
