/** What part of a picture is seen: moved by x and y, in parts of its shown side, and enlarged k times. */
export class View {
  x = $state(0);
  y = $state(0);
  k = $state(1);

  /** As CSS has it. */
  get transform(): string {
    return `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.k})`;
  }
}
