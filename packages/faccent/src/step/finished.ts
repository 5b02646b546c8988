/**
 * Drives a run to its end: what `for await` leaves out is what a generator ends with.
 * @param onStep called after each step
 * @example
 * const run = runRecipe(await recipe({ model, photograph: photo, objective }), { model, photo });
 * const { result, seconds } = await finished(run, ({ step, activation }) => console.log(step, activation));
 */
export async function finished<S, T>(
  run: AsyncGenerator<S, T, void>,
  onStep?: (step: S) => void,
): Promise<T> {
  for (;;) {
    const { done, value: progress } = await run.next();
    if (done) return progress;
    onStep?.(progress);
  }
}
