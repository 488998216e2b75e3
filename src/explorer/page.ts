import type { SavedOperation } from './operations.js';

/** Where the page finds its parts: all on the platform itself. */
export const PARTS = {
  script: '/explorer/graphiql.js',
  style: '/explorer/graphiql.css',
  icon: '/explorer/icon.svg',
  start: '/explorer/start.js',
  frame: '/explorer/frame.css',
  workers: {
    editorWorkerService: '/explorer/workers/editor.js',
    json: '/explorer/workers/json.js',
    graphql: '/explorer/workers/graphql.js',
  },
} as const;

/** What a browser may load for the page: nothing from anywhere else. The editor writes style elements while it runs. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function explorerPage(operations: readonly SavedOperation[]): string {
  const choices = operations.map(({ name, title }) => `<option value="${escaped(name)}">${escaped(`${title.zh} · ${title.en}`)}</option>`);
  return `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>携手 Xieshou</title>
    <link rel="icon" href="${PARTS.icon}" />
    <link rel="stylesheet" href="${PARTS.style}" />
    <link rel="stylesheet" href="${PARTS.frame}" />
  </head>
  <body class="no-focus-outline">
    <header>
      <strong>携手 Xieshou</strong>
      <label>示例 Examples <select id="example">${choices.join('')}</select></label>
      <label>令牌 Token <input id="token" type="password" autocomplete="off" placeholder="xs_…" /></label>
    </header>
    <noscript>请启用 JavaScript。Please enable JavaScript.</noscript>
    <div id="root"></div>
    <script type="application/json" id="settings">${inScript({ operations, workers: PARTS.workers })}</script>
    <script src="${PARTS.script}"></script>
    <script src="${PARTS.start}"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the element it stands in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
