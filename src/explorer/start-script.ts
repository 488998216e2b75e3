/**
 * What runs in the browser: opens the chosen example, and signs in with the token that the address brings after its `#`, which a
 * browser never sends. The token stays in this tab's session and goes into each request's headers.
 */
export const START_SCRIPT = `
'use strict';
const settings = JSON.parse(document.getElementById('settings').textContent);
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => settings.workers[label] };

const address = new URL(location.href);
const given = /^#token=(xs_[\\w-]+)$/.exec(address.hash);
if (given) {
  sessionStorage.setItem('xieshou.token', given[1]);
  address.hash = '';
  history.replaceState({}, '', address);
}

const token = sessionStorage.getItem('xieshou.token') ?? '';
const field = document.getElementById('token');
field.value = token;
field.addEventListener('change', () => {
  sessionStorage.setItem('xieshou.token', field.value.trim());
  location.reload();
});

const wanted = address.searchParams.get('example');
const example = settings.operations.find(({ name }) => name === wanted) ?? settings.operations[0];
const choice = document.getElementById('example');
choice.value = example.name;
choice.addEventListener('change', () => location.assign('/explorer?example=' + encodeURIComponent(choice.value)));

YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  title: ' ',
  logo: ' ',
  endpoint: '/graphql',
  query: example.query,
  variables: example.variables,
  additionalHeaders: {
    'accept-language': navigator.language.startsWith('en') ? 'en' : 'zh',
    ...(token && { authorization: 'Bearer ' + token }),
  },
  shouldPersistHeaders: false,
});
`;

export const FRAME_STYLE = `
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 14px system-ui, sans-serif; }
header { display: flex; gap: 1.5em; align-items: center; padding: 6px 12px; background: #8c1d18; color: #fff; }
header label { display: flex; gap: 0.5em; align-items: center; }
header select { max-width: 36em; }
#root { flex: 1; min-height: 0; }
#root .graphiql-container { height: 100%; }
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#8c1d18"/><text x="16" y="23" font-size="20" text-anchor="middle" fill="#fff">携</text></svg>`;
