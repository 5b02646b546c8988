import { ICON } from './icon.js';

/**
 * The page that hosts show for an address that there is not. It has no script or style of the site: it does not know how
 * deep the address is, and asks from folder to folder where the site begins.
 */
export const NOT_FOUND = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not found | faccent</title>
<link rel="icon" href="${ICON}">
<style>
body { max-width: 36rem; margin: 20vh auto; padding: 0 24px; font: 18px/1.6 system-ui, sans-serif }
a { color: light-dark(#8a4b00, #f3b254) }
</style>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p id="lead">It may have been moved, or the address has a slip in it.</p>
</main>
<script type="module">
// the folder above, and the one above that, until one has the list of the site's files
for (let at = new URL('.', location); ; at = new URL('..', at)) {
  const there = await fetch(new URL('site-files.json', at)).then(({ ok }) => ok, () => false)
  if (there) {
    document.getElementById('lead').append(' Begin at ')
    for (const [text, file] of [['the first page', 'index.html'], [', or at ', ''], ['all tasks', 'howto/index.html'], ['.', '']]) {
      const part = document.createElement(file ? 'a' : 'span')
      part.textContent = text
      if (file) part.href = new URL(file, at)
      document.getElementById('lead').append(part)
    }
  }
  if (there || at.pathname === '/') break
}
</script>
</body>
</html>
`;
