/** One notification that tries to run a script or to lead away. */
export type HostileNotification = { name: string; message: Record<string, unknown>; url: string };

/** `canary` is an address of ours that only a script would ask for; `foreign` an origin that a click must not reach. */
export function hostileNotifications(canary: string, foreign: string): HostileNotification[] {
  const script = `fetch('${canary}')`;
  const foreignHost = new URL(foreign).host;
  return [...hostileUrls(script, foreign, foreignHost), ...hostileContents(script, canary)];
}

function hostileUrls(script: string, foreign: string, foreignHost: string): HostileNotification[] {
  const urls = [
    `javascript:${script}`,
    `JaVaScRiPt:${script}`,
    ` javascript:${script}`,
    `java\nscript:${script}`,
    `java\tscript:${script}`,
    `\u0001javascript:${script}`,
    `javascript://%0a${script}`,
    `javascript:/*/*/${script}`,
    `vbscript:${script}`,
    `data:text/html,<script>${script}</script>`,
    `data:text/html;base64,${btoa(`<script>${script}</script>`)}`,
    `data:image/svg+xml,<svg onload="${script}"/>`,
    `blob:${foreign}/1`,
    'file:///etc/passwd',
    'about:blank',
    'chrome://settings',
    'view-source:http://127.0.0.1/',
    'intent://x/#Intent;scheme=x;end',
    `//${foreignHost}/a`,
    `///${foreignHost}/a`,
    `/\\${foreignHost}/a`,
    `\\\\${foreignHost}/a`,
    `/\t/${foreignHost}/a`,
    `http:${foreignHost}/a`,
    `http:\\\\${foreignHost}/a`,
    foreign,
    `${foreign}/a?next=/`,
    `http://127.0.0.1@${foreignHost}/`,
    'https://push.example.org/',
    '?x',
  ];
  return urls.map((url) => ({ name: `url ${JSON.stringify(url)}`, message: {}, url }));
}

function hostileContents(script: string, canary: string): HostileNotification[] {
  const markup = `<img src=x onerror="${script}"><script>${script}</script>`;
  const messages: Record<string, unknown>[] = [
    { title: markup },
    { body: markup },
    { title: '<svg/onload=alert(1)>', body: '<a href="javascript:alert(1)">x</a>' },
    { body: `<b onmouseover="${script}">x</b>\u202E` },
    { icon: `javascript:${script}` },
    { image: `data:image/svg+xml,<svg onload="${script}"/>` },
    { badge: `data:text/html,<script>${script}</script>` },
    { actions: [{ action: markup, title: markup, url: `javascript:${script}` }] },
    { data: { notification_id: markup, toString: script } },
    {
      notification: {
        title: markup,
        navigate: `javascript:${script}`,
        icon: canary.replace('http', 'javascript'),
      },
    },
    { constructor: { prototype: { url: canary } }, tag: markup },
  ];
  return messages.map((message) => ({
    name: JSON.stringify(message).slice(0, 60),
    message,
    url: `javascript:${script}`,
  }));
}
