/** A run whose steps are told in another way, step by step. Left early, it releases what the run holds. */
export async function* told<S, T, R>(
  run: AsyncGenerator<S, R, void>,
  tell: (step: S) => T,
): AsyncGenerator<T, R, void> {
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      yield tell(value);
    }
  } finally {
    await run.return(undefined as never);
  }
}
