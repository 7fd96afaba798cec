// The ticks of the ticket list: all at once, from one to another with Shift, and how many there are.

(() => {
  const ticks = () => [...document.querySelectorAll('input[name="ticket"]')];
  let last;

  function count() {
    const picked = ticks().filter((tick) => tick.checked).length;
    // Who ticks one by one does not mean all.
    const whole = document.getElementById('bulk-all');
    if (whole !== null && picked < ticks().length) whole.checked = false;
    const status = document.getElementById('picked-count');
    // What a button is about to change, on this page and beyond it.
    const meant = whole?.checked ? whole.dataset.total : picked;
    if (status !== null)
      status.textContent = picked === 0 ? '' : inPageLanguage('{picked} ticked', { picked: meant });
    const all = document.getElementById('tick-all');
    if (all === null) return;
    all.checked = picked > 0 && picked === ticks().length;
    all.indeterminate = picked > 0 && !all.checked;
  }

  document.addEventListener('click', (event) => {
    const tick = event.target.closest?.('input[name="ticket"]') ?? null;
    if (tick === null) return;
    const all = ticks();
    const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const each of all.slice(from, to + 1)) each.checked = tick.checked;
    last = tick;
    count();
  });
  document.addEventListener('change', (event) => {
    if (event.target.id === 'bulk-all') {
      // The list is all of its pages, of which this is one.
      if (event.target.checked) for (const tick of ticks()) tick.checked = true;
      return count();
    }
    if (event.target.id !== 'tick-all') return;
    for (const tick of ticks()) tick.checked = event.target.checked;
    count();
  });
  document.addEventListener('htmx:after:swap', count);
  window.addEventListener('pageshow', count);

  // Only a page that somebody looks at counts as seen; one that comes to the front reads itself again.
  document.addEventListener('htmx:config:request', (event) => {
    event.detail.ctx.request.headers['X-Page-Visible'] = document.visibilityState;
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') document.body.dispatchEvent(new CustomEvent('resync'));
  });
})();
