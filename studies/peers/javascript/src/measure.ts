// What every measured process does: it reads its job, repeats one pass, and says what that took.
import { writeFileSync } from 'node:fs';

/** What a process is to do. */
export interface Job {
  /** An ONNX file, and its input and output. */
  readonly file: string;
  readonly input: string;
  readonly output: string;
  /** Side of the views. */
  readonly size: number;
  readonly views: number;
  readonly work: 'forward' | 'gradient';
  /** The class whose score is differentiated. */
  readonly unit: number;
  /** A way to run a library; of ours, how many threads. */
  readonly variant: string | number;
  /** Where the first view's numbers go, so that they can be compared. */
  readonly result: string;
}

/** What a process prints. */
export interface Measured {
  readonly seconds: number;
  readonly passes: number;
  readonly firstSeconds: number;
}

export const job = JSON.parse(process.argv[2]!) as Job;

/** The same views for everybody: (views, 3, size, size), row-major. */
export const dims: [number, number, number, number] = [job.views, 3, job.size, job.size];
export const views = Float32Array.from(
  { length: dims.reduce((a, b) => a * b) },
  (_, i) => Math.sin(i * 0.37) + ((i % 251) / 125 - 1),
);

const PASSES = 5;
const ENOUGH_SECONDS = 5;

/**
 * Times passes after the first, which may compile; at most five, and no further one after five seconds. Writes the
 * first view's numbers (logits or gradient) to the job's result file.
 * @param pass runs once and resolves to all numbers
 */
export async function measure(pass: () => Promise<ArrayLike<number>>): Promise<void> {
  const clock = async () => {
    const started = performance.now();
    const numbers = await pass();
    return { numbers, seconds: (performance.now() - started) / 1000 };
  };
  const first = await clock();
  const numbers = Float32Array.from(first.numbers);
  writeFileSync(job.result, numbers.slice(0, numbers.length / job.views));
  const times: number[] = [];
  for (let spent = 0; times.length < PASSES && spent < ENOUGH_SECONDS; spent += times.at(-1)!)
    times.push((await clock()).seconds);
  times.sort((a, b) => a - b);
  const seconds =
    times.length % 2
      ? times[times.length >> 1]!
      : (times[times.length / 2 - 1]! + times[times.length / 2]!) / 2;
  const measured: Measured = { seconds, passes: times.length, firstSeconds: first.seconds };
  console.log(JSON.stringify(measured));
}
