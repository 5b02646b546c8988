import { type GraphCache, type Model, graphCache } from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { type Interrupt, Interrupted, leaveNow } from '../signals/interrupt.js';
import { sayFailure } from '../print/failure.js';
import { noteOnce } from '../print/note.js';
import { type AnyOutcome, outcomeRow } from '../print/run.js';
import { resumeCommand } from '../print/shell.js';
import { isUnfinished } from '../unfinished/aside.js';
import { stepsKept } from '../unfinished/places.js';
import { type BegunRun, type Loaded, carryOut } from './carry-out.js';
import { carryOutAudit } from './audit.js';
import { carryOutExplanation } from './explanation.js';
import { carryOutLevels } from './levels.js';
import { type RunFlags, isQuiet } from './job.js';
import { largest } from '../../math/extremes.js';

/** How a command carries out its runs. */
interface AllOptions extends Pick<RunFlags, 'json' | 'quiet'> {
  readonly interrupt: Interrupt;
  /** Whether it sums up several, be it that one is left to do. */
  readonly several: boolean;
  /** Whether one that cannot be made keeps the others from nothing. */
  readonly goOn?: boolean;
}

/** Carries runs out one after the other, until one cannot be or the end is asked for, and sums up what is done. */
export async function carryOutAll(
  runs: readonly BegunRun[],
  load: (run: BegunRun) => Promise<Loaded>,
  options: AllOptions,
): Promise<void> {
  const { interrupt } = options;
  const graphs = new Graphs();
  const outcomes: AnyOutcome[] = [];
  let at = 0;
  let atOnce = false;
  const expectEnd = async (): Promise<void> => interrupt.expect(await howItGoesOn(runs.slice(at)));
  try {
    for (; at < runs.length; at++) {
      const run = runs[at]!;
      await expectEnd();
      if (interrupt.status !== undefined) throw new Interrupted();
      try {
        const loaded = await load(run);
        const cache = await graphs.of(loaded.model);
        outcomes.push(
          await carrier(run)(run, loaded, { flags: options, cache, interrupt, onKept: expectEnd }),
        );
      } catch (error) {
        const last = !options.goOn || runs.length === 1 || error instanceof Interrupted;
        if (last) throw error;
        await sayFailure(error as Error);
      }
      await run.output.close();
    }
  } catch (error) {
    const rest = runs.slice(at);
    if (error instanceof Interrupted) {
      atOnce = error.atOnce;
      process.exitCode = interrupt.status;
      console.error(await howItGoesOn(rest));
      interrupt.expect('');
    } else {
      await sayLeft(outcomes, rest);
      throw error;
    }
  } finally {
    // also what was done before one that failed
    if (outcomes.length) sumUp(outcomes, runs.length, options);
    for (const { output } of runs) await output.abandon();
    if (atOnce) await leaveNow(interrupt.status!);
    await graphs.release();
  }
}

/** What carries a run out. */
function carrier({ store: { asked } }: BegunRun) {
  if (asked.audit) return carryOutAudit;
  if (asked.explanation) return carryOutExplanation;
  return asked.request.levels === undefined ? carryOut : carryOutLevels;
}

/** The compiled graphs of a model's runs: with another model they go. */
class Graphs {
  private now: { readonly model: Model; readonly cache: GraphCache } | undefined;

  async of(model: Model): Promise<GraphCache> {
    if (this.now?.model !== model) {
      await this.release();
      this.now = { model, cache: graphCache() };
    }
    return this.now.cache;
  }

  async release(): Promise<void> {
    await this.now?.cache.release();
  }
}

/** What is said of a command that is interrupted. */
async function howItGoesOn([run, ...rest]: readonly BegunRun[]): Promise<string> {
  const { folder } = run!.store;
  const steps = (await stepsKept(folder)) ?? 0;
  const where = steps ? `after ${steps} ${steps === 1 ? 'step' : 'steps'}` : 'before its first step';
  const after = rest.length === 1 ? 'run' : `${rest.length} runs`;
  const more = rest.length ? `, and with the ${after} after it` : '';
  return `interrupted ${where}: ${pc.cyan(resumeCommand(folder))} goes on${more}`;
}

/** What stays of a command of which one run could not be made: the others, unless it has nothing to show. */
async function sayLeft(done: readonly unknown[], [failed, ...rest]: readonly BegunRun[]): Promise<void> {
  if (!done.length && !(await isUnfinished(failed!.store.folder)))
    return forget(rest.filter(({ fresh }) => fresh));
  const [next] = rest;
  if (next)
    noteOnce(`${rest.length} runs after it were not begun: ${resumeCommand(next.store.folder)} does them`);
}

/** Leaves nothing of runs of which none was made. */
export async function forget(runs: readonly BegunRun[]): Promise<void> {
  for (const { store, output } of runs) {
    await store.drop();
    await output.abandon();
  }
}

function sumUp(outcomes: readonly AnyOutcome[], wanted: number, options: AllOptions): void {
  if (options.json) console.log(formatJson('the result', options.several ? outcomes : outcomes[0]));
  if (isQuiet(options) || wanted === 1) return;
  const rows = outcomes.map(outcomeRow);
  const widths = [0, 1, 2].map((column) => largest(rows.map((row) => row[column]!.length)));
  const done = outcomes.length === wanted ? `${wanted} runs` : `${outcomes.length} of ${wanted} runs`;
  console.log(`\n${pc.bold(done)}`);
  for (const row of rows)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trim(),
    );
}
