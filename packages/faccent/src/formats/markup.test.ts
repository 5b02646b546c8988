// Text in markup and JSON in scripts stay text, however hostile.
import { expect, test } from 'vitest';
import { escapeMarkup, escapeScript } from './markup.js';

const hostile = `</script><img onerror="alert('&')"><!--\u2028`;

test('markup has neither elements nor quotes left, nor anything that is obeyed and not seen', () => {
  expect(escapeMarkup(`${hostile}\0\x1f\uffff\ud800\n`)).toBe(
    '&lt;/script&gt;&lt;img onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;&lt;!--\\u2028\\u0000\\u001f\\uffff\\ud800\n',
  );
});

test('JSON in a script does not end it, and is the same JSON', () => {
  const text = escapeScript({ [hostile]: hostile });
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toEqual({ [hostile]: hostile });
});
