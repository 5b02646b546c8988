/** Drives a run to its end. @param onStep called after each step */
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
