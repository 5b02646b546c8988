/** Whether a key is meant for what has the focus: text that is typed, a slider, a picture that is enlarged. */
export function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  return (
    target instanceof HTMLElement &&
    (target.matches('input, textarea, select, [contenteditable], [role=application]') ||
      target.closest('dialog') !== null)
  );
}

/** The keys of the site, for people. */
export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  [
    '← → ↑ ↓',
    'from result to result; beside one, the one before and after it, and the feature above and below',
  ],
  ['Enter', 'look at it'],
  ['Esc', 'up: from a result to its feature, its layer, the first page'],
  ['/', 'search'],
  ['c', 'hold: the photograph instead of the result'],
  ['[ ]', 'a step back, a step on'],
  ['+ − 0', 'enlarge the picture, when it has the focus'],
  ['?', 'these keys'],
];
