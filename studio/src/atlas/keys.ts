/** Keys that move what has the focus: a slider, a picture that is enlarged. */
const MOVES = /^(Arrow|Page|Home|End)/;

/** Whether a key is meant for what has the focus: text that is typed, a slider, a picture. */
export function isTyping({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input[type=range], [role=application]')) return MOVES.test(key);
  return (
    target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]') ||
    target.closest('dialog') !== null
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
