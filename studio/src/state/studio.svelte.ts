import { proxy } from 'comlink';
import type { RecipeFeature } from 'faccent';
import type {
  AuditNews,
  ClassScore,
  FileKind,
  LevelPicture,
  LevelsNews,
  Machine,
  NamedFile,
  NetworkInfo,
  OwnNetwork,
  PhotographInfo,
  RunNews,
  RunSettings,
} from '../worker/protocol.js';
import { Connection } from './connection.js';
import { download } from './download.js';
import { Explore } from './explore.svelte.js';
import { linkOf, readLink } from './link.js';
import { KeptRun } from './run.svelte.js';
import { featureName, shortLabel, unusual } from './names.js';
import { SAMPLES, type Sample } from './samples.js';
import { USUAL } from './settings.js';
import { startWorker } from './worker.js';

/** A photograph, and where the page has it. */
export interface OwnPhotograph extends PhotographInfo {
  /** An address of the page's own. */
  readonly url: string;
  readonly blob: Blob;
}

/** Something that went wrong: what, and how to mend it. */
export interface Problem {
  readonly id: number;
  readonly text: string;
}

/** The class that the first run asks for, where the network has it. */
const FIRST_CLASS = 'leopard';

/** The networks that come with the page; the first is opened where none is named. */
export const SHIPPED: readonly string[] = ['efficientnet-lite0-robust', 'efficientnet-lite0'];

const shippedName = (name: string): string | undefined => (SHIPPED.includes(name) ? name : undefined);

/** Settings that are still being changed are not compiled. */
const PREPARE_MILLISECONDS = 400;

/** Classes that are shown as bars. */
const BARS = 6;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** All that the page knows and can do. */
export class Studio {
  machine = $state.raw<Machine | undefined>(undefined);
  network = $state.raw<NetworkInfo | undefined>(undefined);
  /** What is waited for, and how much of it is here. */
  loading = $state<{ what: string; done: number; total?: number } | undefined>(undefined);
  problems = $state<Problem[]>([]);

  photographs = $state.raw<readonly OwnPhotograph[]>([]);
  photographId = $state<number | undefined>(undefined);
  classes = $state.raw<readonly ClassScore[]>([]);
  feature = $state.raw<RecipeFeature | undefined>(undefined);
  settings = $state<RunSettings>({ ...USUAL });

  runs = $state<KeptRun[]>([]);
  runId = $state<number | undefined>(undefined);
  /** Runs that are seen side by side. */
  compared = $state<number[]>([]);
  /** How far all but what the feature looked at is faded, 0 to 1. */
  fade = $state(0);
  /** Whether the photograph is shown instead of the run. */
  comparing = $state(false);
  /** Where the photograph was clicked, in parts of its height and width. */
  place = $state.raw<readonly [y: number, x: number] | undefined>(undefined);

  /** Whether views follow the time that a step may take, in seconds. */
  viewsFollow = $state(true);
  budget = $state(0.5);

  /** What was opened, for a worker that starts again. */
  private opened: string | OwnNetwork | undefined;
  private readonly engine = new Connection(startWorker, (why) => {
    this.recovered = this.recover(why);
  });
  /** Settled once a worker that was started again knows what the one before it knew. */
  private recovered: Promise<void> = Promise.resolve();
  /** What is known of the place that was clicked. */
  readonly explore = new Explore(this.engine);
  private last = 0;

  get photograph(): OwnPhotograph | undefined {
    return this.photographs.find(({ id }) => id === this.photographId);
  }

  get run(): KeptRun | undefined {
    return this.runs.find(({ id }) => id === this.runId);
  }

  /** The run that goes. */
  get active(): KeptRun | undefined {
    return this.runs.find((run) => run.isOpen);
  }

  /** Opens the network and the first photograph, or those of a link, and runs for the first time. */
  async begin(): Promise<void> {
    const linked = this.linked();
    if (linked) this.settings = linked.settings;
    const sample = SAMPLES.find(({ file }) => file === linked?.photograph) ?? SAMPLES[0]!;
    await Promise.all([
      this.attempt(async () => {
        this.machine = await this.engine.ask((engine) => engine.whereRuns());
      }),
      this.attempt(() => this.openNetwork((linked && shippedName(linked.network)) ?? SHIPPED[0]!)),
      this.addSample(sample),
    ]);
    await this.score();
    const { network } = this;
    if (!network || !this.photograph || this.feature) return;
    if (linked && linked.sha256 !== network.sha256)
      return this.say(`the link is of the network "${linked.network}": open its file, then the link again`);
    this.feature = linked?.feature ?? this.firstFeature();
    if (linked && sample.file !== linked.photograph)
      return this.say(
        `the link is of a photograph called "${linked.photograph}", which is not in it: choose it, and press Accentuate`,
      );
    await this.accentuate();
  }

  /** Opens a network in place of the one that was there, which stays where that fails. */
  async openNetwork(what: string | OwnNetwork): Promise<void> {
    this.loading = { what: typeof what === 'string' ? 'the network' : what.model.name, done: 0 };
    try {
      const progress = proxy((what: string, done: number, total?: number) => {
        this.loading = { what, done, total };
      });
      this.network = await this.engine.ask((engine) => engine.open(what, progress));
      this.opened = what;
      this.explore.forget();
      if (this.place) this.look(this.place);
    } finally {
      this.loading = undefined;
    }
  }

  /** Opens another network than the first: features of the one before mean nothing in it. */
  async changeNetwork(what: string | OwnNetwork): Promise<boolean> {
    if (this.active) await this.stop(this.active);
    return this.attempt(async () => {
      const before = this.network?.sha256;
      await this.openNetwork(what);
      if (this.network!.sha256 !== before) this.feature = undefined;
      this.classes = [];
      await this.score();
      this.feature ??= this.seenFeature();
      this.prepare();
    });
  }

  async addSample({ file, url }: Sample): Promise<void> {
    const kept = this.photographs.find((photo) => photo.url === url);
    if (kept) return this.choosePhotograph(kept.id);
    await this.addPhotograph(await (await fetch(url)).blob(), file, url);
  }

  choose(feature: RecipeFeature): void {
    this.feature = feature;
    this.prepare();
  }

  set(settings: RunSettings): void {
    if (settings.views !== this.settings.views) this.viewsFollow = false;
    this.settings = settings;
    this.prepare();
  }

  /** Takes a photograph in, and looks at it. */
  async addPhotograph(blob: Blob, name: string, url = URL.createObjectURL(blob)): Promise<void> {
    await this.attempt(async () => {
      const info = await this.engine.ask((engine) => engine.photograph(blob, name, this.settings.size));
      this.photographs = [...this.photographs, { ...info, url, blob }];
      await this.choosePhotograph(info.id);
    });
  }

  async choosePhotograph(id: number): Promise<void> {
    // a place that was clicked before the first photograph was here is one of it
    if (this.photographId !== undefined) this.leave();
    this.photographId = id;
    this.runId = this.runs.findLast(({ wish }) => wish.photograph === id)?.id;
    if (this.place) this.look(this.place);
    this.classes = [];
    await this.score();
  }

  /** Looks at a place of the photograph, once the network is here. */
  look(place: readonly [y: number, x: number]): void {
    const { network, photographId: photograph, settings } = this;
    this.place = place;
    if (network && photograph !== undefined)
      void this.explore.look({ photograph, size: settings.size, place });
  }

  private leave(): void {
    this.place = undefined;
    this.explore.forget();
  }

  /** Asks the network what it sees. */
  async score(): Promise<void> {
    const { network, photographId } = this;
    if (!network || photographId === undefined) return;
    await this.attempt(async () => {
      const classes = await this.engine.ask((engine) =>
        engine.classes(photographId, this.settings.size, BARS),
      );
      if (photographId === this.photographId) this.classes = classes;
    });
  }

  /** Accentuates the chosen feature in the chosen photograph; a run that goes is ended first. */
  async accentuate(): Promise<void> {
    const { photograph, feature } = this;
    if (!photograph || !feature) return;
    if (this.active) await this.stop(this.active);
    await this.recovered;
    const wish = { photograph: photograph.id, feature, settings: { ...this.settings }, budget: this.budget };
    const run = new KeptRun(++this.last, wish, featureName(feature), photograph.name);
    const { name = '' } = this.network ?? {};
    run.title = [run.title, ...unusual(this.settings), name === SHIPPED[0] ? '' : name]
      .filter(Boolean)
      .join(', ');
    this.runs.push(run);
    this.runId = run.id;
    await this.follow(this.runs.at(-1)!);
  }

  /** Accentuates the chosen feature in every photograph that is here, one after another, to be seen side by side. */
  async accentuateAll(): Promise<void> {
    const ids: number[] = [];
    for (const { id } of this.photographs) {
      this.photographId = id;
      await this.accentuate();
      const run = this.runs.at(-1)!;
      if (run.state !== 'ended') return;
      ids.push(run.id);
      if (ids.length > 1) this.compared = [...ids];
    }
  }

  async save(run: KeptRun, kind: FileKind): Promise<void> {
    await this.attempt(async () => {
      download(await this.engine.ask((engine) => engine.file(run.id, kind)));
    });
  }

  /** Puts a link that makes this run again into the clipboard, and into the address. */
  async copyLink(run: KeptRun): Promise<void> {
    const { name = '', sha256 = '' } = this.network ?? {};
    const hash = linkOf(run.wish, { network: name, sha256, photograph: run.photograph });
    history.replaceState(null, '', hash);
    await this.attempt(() => navigator.clipboard.writeText(location.href));
  }

  /** A series of levels of a run that has ended. @param news says whether to go on */
  levels(
    run: KeptRun,
    count: number,
    news: (told: LevelsNews) => boolean,
  ): Promise<LevelPicture[] | undefined> {
    return this.engine.ask((engine) => engine.levels(run.id, count, proxy(news)));
  }

  /** Whether the pictures of a run's feature are to be believed, as a page. @param news says whether to go on */
  audit(run: KeptRun, news: (told: AuditNews) => boolean): Promise<NamedFile | undefined> {
    return this.engine.ask((engine) => engine.audit(run.id, proxy(news)));
  }

  compare(id: number, on: boolean): void {
    this.compared = on ? [...this.compared, id] : this.compared.filter((one) => one !== id);
  }

  pause(run: KeptRun): void {
    run.state = 'paused';
    void this.engine.ask((engine) => engine.pause(run.id));
  }

  goOn(run: KeptRun): void {
    run.state = 'runs';
    run.rests = false;
    void this.engine.ask((engine) => engine.goOn(run.id));
  }

  /** Ends a run after the step that it is in; what it has done stays. */
  async stop(run: KeptRun): Promise<void> {
    run.state = 'stopping';
    await this.engine.ask((engine) => engine.stop(run.id));
  }

  /** Looks at a run, and at its photograph. */
  show(id: number): void {
    const run = this.runs.find((one) => one.id === id);
    if (!run) return;
    this.runId = id;
    if (this.photographId === run.wish.photograph) return;
    this.photographId = run.wish.photograph;
    this.leave();
    void this.score();
  }

  remove(run: KeptRun): void {
    void this.engine.ask((engine) => engine.forget(run.id));
    this.runs = this.runs.filter(({ id }) => id !== run.id);
    this.compare(run.id, false);
    if (this.runId === run.id) this.runId = this.runs.at(-1)?.id;
  }

  dismiss(id: number): void {
    this.problems = this.problems.filter((problem) => problem.id !== id);
  }

  say(text: string): void {
    if (!this.problems.some((problem) => problem.text === text))
      this.problems.push({ id: ++this.last, text });
  }

  private async follow(run: KeptRun): Promise<void> {
    try {
      const news = proxy((told: RunNews) => run.hear(told));
      run.over(await this.engine.ask((engine) => engine.run(run.id, run.wish, news)));
      if (this.viewsFollow) this.settings = { ...this.settings, views: run.end!.views };
    } catch (error) {
      run.fail(messageOf(error));
    }
    this.prepare();
  }

  private linked(): ReturnType<typeof readLink> {
    try {
      return readLink(location.hash);
    } catch (error) {
      this.say(messageOf(error));
      return undefined;
    }
  }

  /** The class that a first run asks for: the leopard, or the second that the network sees. */
  private firstFeature(): RecipeFeature | undefined {
    const { logits = '', labels = [], firstUnit = 0 } = this.network ?? {};
    const at = labels.findIndex((label) => shortLabel(label) === FIRST_CLASS);
    if (at >= 0) return { layer: logits, unit: firstUnit + at, label: labels[at] };
    return this.seenFeature();
  }

  /** The second class that the network sees, where there are several. */
  private seenFeature(): RecipeFeature | undefined {
    const { logits = '', refused } = this.network ?? {};
    const seen = this.classes[1] ?? this.classes[0];
    return seen && refused === undefined ? { layer: logits, unit: seen.unit, label: seen.label } : undefined;
  }

  /** A worker that has failed is another now: it gets the network and the photographs again. */
  private async recover(why: string): Promise<void> {
    this.say(
      `the worker that computes has failed (${why.slice(0, 200)}) and was started again: what was made is kept; a smaller canvas or fewer views take less memory`,
    );
    await this.attempt(async () => {
      if (this.opened) await this.openNetwork(this.opened);
      const { size } = this.settings;
      const again = this.photographs.map(({ blob, name, id }) =>
        this.engine.ask((engine) => engine.photograph(blob, name, size, id)),
      );
      await Promise.all(again);
    });
  }

  private preparing: ReturnType<typeof setTimeout> | undefined;

  /** Compiles what the next run needs, once nothing runs and nothing was changed for a moment. */
  prepare(): void {
    clearTimeout(this.preparing);
    this.preparing = setTimeout(() => {
      const { photographId, feature, settings, active } = this;
      if (photographId === undefined || !feature || active) return;
      const asked = { ...settings };
      // what is wrong with it, the run says
      void this.engine
        .ask((engine) => engine.prepare(photographId, feature.layer, asked))
        .catch(() => undefined);
    }, PREPARE_MILLISECONDS);
  }

  /** @returns whether it went well; what is wrong is said */
  private async attempt(what: () => Promise<void>): Promise<boolean> {
    try {
      await what();
      return true;
    } catch (error) {
      this.say(messageOf(error));
      return false;
    }
  }
}
