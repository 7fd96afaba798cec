// Tickets: frames as high as the mail in them, forms that are sent once.

(() => {
  document.documentElement.classList.add('has-script');

  const leastZoom = 0.5;
  const mostHeight = 30_000;
  const mostOnPaper = 200_000;
  // How each frame is made as high as its document.
  const fits = new WeakMap();
  let isOnPaper = false;
  // What does not fit on what is left of a sheet begins on the next one, with its head; what fills one cannot wait for it.
  const leastOfSheet = 800;

  // A frame holds no script of its own; its document is read from here, and grows when a fold opens or a picture comes.
  function fitFrame(frame) {
    const page = frame.contentDocument;
    if (page?.body == null || frame.dataset.fitted === page.URL) return;
    frame.dataset.fitted = page.URL;
    const root = page.documentElement;
    root.style.overflowX = 'auto';
    // What is wider than the frame is made smaller, as far as it can still be read; beyond that it scrolls.
    const fit = () => {
      page.body.style.zoom = '';
      root.style.overflowY = 'hidden';
      const share = root.clientWidth / root.scrollWidth;
      if (share < 1) page.body.style.zoom = Math.max(leastZoom, share);
      const bar = root.scrollWidth > root.clientWidth + 1 ? frame.clientHeight - root.clientHeight : 0;
      const height = Math.ceil(page.body.getBoundingClientRect().height) + 1 + Math.max(0, bar);
      const most = isOnPaper ? mostOnPaper : mostHeight;
      if (height > most) root.style.overflowY = 'auto';
      frame.style.height = `${Math.min(height, most)}px`;
      frame.classList.toggle('fills-sheet', height > leastOfSheet);
    };
    fits.set(frame, fit);
    const observer = new ResizeObserver(fit);
    observer.observe(page.body);
    observer.observe(frame);
    fit();
  }

  function fitFrames() {
    for (const frame of document.querySelectorAll('.mail-frame')) {
      if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank')
        fitFrame(frame);
    }
  }

  // Loading does not bubble, but it can be caught on its way down.
  document.addEventListener(
    'load',
    (event) => {
      if (event.target.classList?.contains('mail-frame')) fitFrame(event.target);
    },
    true,
  );
  document.addEventListener('DOMContentLoaded', fitFrames);

  // Paper does not scroll, and is narrower than most screens: a frame as high as on the screen would lose its end.
  function fitToPaper(isNow) {
    isOnPaper = isNow;
    document.documentElement.classList.toggle('is-on-paper', isNow);
    for (const frame of document.querySelectorAll('.mail-frame')) fits.get(frame)?.();
  }
  window.addEventListener('beforeprint', () => fitToPaper(true));
  window.addEventListener('afterprint', () => fitToPaper(false));

  // What is still on its way is waited for.
  document.addEventListener('click', async (event) => {
    if (event.target.closest('[data-print]') === null) return;
    const missing = [...document.querySelectorAll('.mail-frame:not([data-fitted])')];
    await Promise.all(
      missing.map((frame) => new Promise((resolve) => frame.addEventListener('load', resolve))),
    );
    window.print();
  });

  // The server recognises a form that comes twice; a button that cannot be pressed twice says so earlier.
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('form[data-send-once]') || event.defaultPrevented) return;
    // Not before the browser has read which one was pressed.
    setTimeout(() => {
      for (const button of event.target.querySelectorAll('button[type="submit"]')) button.disabled = true;
    });
  });
  window.addEventListener('pageshow', () => {
    for (const button of document.querySelectorAll('form[data-send-once] button')) button.disabled = false;
  });

  // Ctrl+Enter sends, as in every mail program; with Shift the next ticket follows.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest('form[data-send-once]');
    const next = event.shiftKey ? form?.querySelector('button[name="after"][value="next"]') : null;
    form?.requestSubmit(next);
  });
})();
