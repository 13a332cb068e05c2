// What a page can try against the panel with the visitor's cookies. Each attempt answers "nothing", or what it got to know.
async ({ panel, server, only }) => {
  const nothing = 'nothing';
  const limit = 5000;
  const within = attempt => Promise.race([attempt, new Promise(done => setTimeout(done, limit, nothing))]);
  const send = (path, options) => fetch(panel + path, { credentials: 'include', ...options }).then(
    async answer => answer.type === 'opaque' ? nothing : `${answer.status} ${await answer.text()}`, () => nothing);
  const opens = (make, good) => new Promise(done => {
    const source = make();
    source['on' + good] = () => done(good);
    source.onerror = () => done(nothing);
  });
  const loads = (tag, place, path) => opens(() => {
    const element = document.createElement(tag);
    element[place] = panel + path;
    if (tag === 'link')
      element.rel = 'stylesheet';
    document.head.append(element);
    return element;
  }, 'load');
  // Into a frame, so that the page itself stays; what the answer looks like, the page may not see anyway.
  const form = (path, enctype, fields) => new Promise(done => {
    const frame = document.createElement('iframe');
    frame.name = 'frame' + document.forms.length;
    document.body.append(frame);
    const sheet = document.createElement('form');
    Object.assign(sheet, { action: panel + path, method: 'post', enctype, target: frame.name });
    for (const [name, value] of Object.entries(fields))
      sheet.append(Object.assign(document.createElement('input'), { name, value }));
    document.body.append(sheet);
    frame.onload = () => {
      let seen = null;
      try { seen = frame.contentDocument?.body.innerText; } catch { }
      done(seen ? 'frame ' + seen : nothing);
    };
    sheet.submit();
  });
  const plain = { 'Content-Type': 'text/plain' };
  const json = { 'Content-Type': 'application/json' };
  const added = JSON.stringify({ name: 'planted' });
  const attempts = {
    'read by fetch': () => send('/v1/account'),
    'read by fetch without cors': () => send('/v1/account', { mode: 'no-cors' }),
    'read events': () => opens(() => new EventSource(panel + '/v1/live', { withCredentials: true }), 'open'),
    'open a socket': () => opens(() => new WebSocket(panel.replace('http', 'ws') + '/v1/agent'), 'open'),
    'load as a script': () => loads('script', 'src', '/v1/account'),
    'load as a picture': () => loads('img', 'src', '/v1/account'),
    'load as a style': () => loads('link', 'href', '/v1/account'),
    'post json': () => send('/v1/servers', { method: 'POST', headers: json, body: added }),
    'post json without cors': () => send('/v1/servers', { method: 'POST', headers: json, body: added, mode: 'no-cors' }),
    'post text': () => send('/v1/servers', { method: 'POST', headers: plain, body: added, mode: 'no-cors' }),
    'post nothing': () => send(`/v1/servers/${server}/rotate-token`, { method: 'POST', mode: 'no-cors' }),
    'sign out': () => send('/v1/account/sign-out', { method: 'POST', mode: 'no-cors' }),
    'patch': () => send('/v1/account', { method: 'PATCH', headers: json, body: JSON.stringify({ name: 'Planted' }) }),
    'delete': () => send(`/v1/servers/${server}`, { method: 'DELETE' }),
    'beacon text': () => (navigator.sendBeacon(panel + '/v1/servers', added), nothing),
    'beacon json': () => (navigator.sendBeacon(panel + '/v1/servers', new Blob([added], { type: 'application/json' })), nothing),
    'submit a form': () => form('/v1/servers', 'application/x-www-form-urlencoded', { name: 'planted' }),
    'submit a form of parts': () => form('/v1/servers', 'multipart/form-data', { name: 'planted' }),
    // The body of this one is JSON, but for its type.
    'submit a form of text': () => form('/v1/servers', 'text/plain', { '{"name":"planted","tags":["': '"]}' }),
    'submit an empty form': () => form('/v1/account/sign-out', 'application/x-www-form-urlencoded', {}),
  };
  const outcome = {};
  for (const name of only ?? Object.keys(attempts))
    outcome[name] = await within(attempts[name]());
  return JSON.stringify(outcome);
}
