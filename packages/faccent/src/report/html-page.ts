/** A page of its own: what it may load, how it looks, and what is in it. */
export interface HtmlPage {
  /** As markup. */
  readonly title: string;
  /** The content security policy: nothing but what it names is loaded, and no script runs but the page's own. */
  readonly policy: string;
  readonly style: string;
  /** As markup, scripts included. */
  readonly body: string;
}

/** An HTML file that needs nothing beside it, in the colours of whoever looks at it. */
export const htmlPage = ({ title, policy, style, body }: HtmlPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
