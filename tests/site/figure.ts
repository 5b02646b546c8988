// What tests share that turn the knobs of the article's figures.
import { expect } from 'vitest';
import type { Locator } from 'playwright-core';

/** Waits until a figure shows a step, and expects it to show as many crops. */
export async function looksThrough(figure: Locator, views: number): Promise<void> {
  await figure.getByText(new RegExp(`crops in each step: ${views};`)).waitFor({ timeout: 120_000 });
  await figure.locator('rect.line').first().waitFor({ timeout: 120_000 });
  expect(await figure.locator('rect.line').count()).toBe(views);
}
