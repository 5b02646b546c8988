// Proves that how many of many things are done is said every ten seconds, and at the end, with how fast and how long still.
import { expect, test } from 'vitest';
import { showRate } from './rate.js';

test('lines where there is no terminal', async () => {
  let [said, time] = ['', 0];
  const stream = { isTTY: false, write: (text: string) => (said += text) } as unknown as NodeJS.WriteStream;
  const rate = await showRate(2000, 'photographs', false, stream, () => time);
  for (let done = 1; done <= 2000; done++) {
    time = 20 * done;
    rate.at(done);
  }
  rate.stop();
  expect(said.split('\n')).toEqual([
    '500 of 2,000 photographs: 50 a second, about 30 seconds left',
    '1,000 of 2,000 photographs: 50 a second, about 20 seconds left',
    '1,500 of 2,000 photographs: 50 a second, about 10 seconds left',
    '2,000 of 2,000 photographs: 40 seconds in all',
    '',
  ]);
  expect(rate.perSecond).toBe(50);
});

test('nothing where it is to be quiet', async () => {
  let said = '';
  const stream = { isTTY: false, write: (text: string) => (said += text) } as unknown as NodeJS.WriteStream;
  const rate = await showRate(2, 'photographs', true, stream);
  rate.at(2);
  expect(said).toBe('');
});
