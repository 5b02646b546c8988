import type { ExperimentAnswer } from '../../../experiment/answers.js';

/** A participant's answers in this browser's own storage, so that a page that is closed is gone on with. */
export class Kept {
  private readonly key: string;

  constructor(experiment: string, participant: string) {
    this.key = `faccent-experiment:${experiment}:${participant}`;
  }

  /** None where there are none, or the browser keeps nothing. */
  read(): ExperimentAnswer[] {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? '[]') as ExperimentAnswer[];
    } catch {
      return [];
    }
  }

  write(answers: readonly ExperimentAnswer[]): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(answers));
    } catch {
      // a private window keeps nothing: the answers are in the page until it is closed
    }
  }

  forget(): void {
    this.write([]);
  }
}
