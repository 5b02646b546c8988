/** Milliseconds between two updates of the line. */
const EVERY = 200;

/** How many of how many are done, in one line of a terminal; nothing elsewhere. */
export class Progress {
  private shown = 0;

  constructor(
    private readonly quiet: boolean,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  show(done: number, all: number): void {
    const now = Date.now();
    if (this.quiet || !this.stream.isTTY || now - this.shown < EVERY) return;
    this.shown = now;
    this.stream.write(`\r\u001b[K${done} of ${all} jobs`);
  }

  end(): void {
    if (this.shown) this.stream.write('\r\u001b[K');
  }
}
