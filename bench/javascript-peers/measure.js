// What every measured process does: it reads its job, repeats one pass, and says what that took.
import { writeFileSync } from 'node:fs';

/** The job: { file, input, output, size, views, work: 'forward' | 'gradient', unit, variant, result }. */
export const job = JSON.parse(process.argv[2]);

/** The same views for everybody: (views, 3, size, size), row-major. */
export const dims = [job.views, 3, job.size, job.size];
export const views = Float32Array.from(
  { length: dims.reduce((a, b) => a * b) },
  (_, i) => Math.sin(i * 0.37) + ((i % 251) / 125 - 1),
);

const PASSES = 5;
const ENOUGH_SECONDS = 5;

/**
 * Times passes after the first, which may compile; at most five, and no further one after five seconds. Writes the
 * first view's numbers (logits or gradient) to the job's result file, so that they can be compared.
 * @param pass runs once and resolves to all numbers as a Float32Array
 */
export async function measure(pass) {
  const clock = async () => {
    const started = performance.now();
    const numbers = await pass();
    return { numbers, seconds: (performance.now() - started) / 1000 };
  };
  const first = await clock();
  writeFileSync(job.result, first.numbers.slice(0, first.numbers.length / job.views));
  const times = [];
  for (let spent = 0; times.length < PASSES && spent < ENOUGH_SECONDS; spent += times.at(-1))
    times.push((await clock()).seconds);
  times.sort((a, b) => a - b);
  const seconds =
    times.length % 2 ? times[times.length >> 1] : (times[times.length / 2 - 1] + times[times.length / 2]) / 2;
  console.log(JSON.stringify({ seconds, passes: times.length, firstSeconds: first.seconds }));
}
