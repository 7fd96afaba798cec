// A part of a page that follows what happens (live.tsx) keeps what it shows where it cannot be read again.
(() => {
  /** Milliseconds, with as much again by chance: pages that were refused together do not ask together. */
  const shortestPause = 5000;
  let isWaiting = false;

  function askAgain() {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(
      () => {
        isWaiting = false;
        document.body.dispatchEvent(new CustomEvent('resync'));
      },
      shortestPause * (1 + Math.random()),
    );
  }

  function sayItIsGone() {
    if (document.querySelector('[data-gone]') !== null) return;
    const notice = document.createElement('div');
    notice.className = 'flash refusal';
    notice.dataset.gone = '';
    notice.setAttribute('role', 'alert');
    notice.textContent = inPageLanguage('This was removed, or is not for you any more: copy what you need.');
    document.querySelector('main').before(notice);
  }

  // It asks by itself, whether somebody sits there or not: no session goes on by that.
  document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
    if (ctx.sourceElement.dataset.live !== undefined) ctx.request.headers['Postroom-Live'] = 'on';
  });

  // What was refused before has been asked for again.
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    if (ctx.sourceElement.dataset.live === undefined) document.querySelector('[data-refused]')?.remove();
  });

  document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
    // Somebody who has to sign in, or to prove something first, is led there, and comes back.
    if (ctx.sourceElement.dataset.live === undefined || ctx.hx.redirect !== undefined) return;
    const { status } = ctx.response;
    ctx.swap = 'none';
    ctx.hx.reswap = undefined;
    if (status >= 500 || status === 429) askAgain();
    else if (status === 403 || status === 404) sayItIsGone();
  });
})();
