// What the person was told, shown by the browser while the page is out of sight: where he has asked for it in this browser,
// and of what he wants to be told at all, which the server knows.

(() => {
  const key = 'postroom-notifications';
  const isOn = () => localStorage.getItem(key) === 'on' && window.Notification?.permission === 'granted';

  const box = document.querySelector('[data-browser-notifications]');
  if (box !== null) startSwitch(box);

  function startSwitch(section) {
    const show = () => {
      const state =
        window.Notification === undefined
          ? 'missing'
          : Notification.permission === 'denied'
            ? 'refused'
            : isOn()
              ? 'on'
              : 'off';
      section.querySelector('[data-words]').textContent = section.dataset[state];
      section.querySelector('[data-switch="on"]').hidden = state !== 'off';
      section.querySelector('[data-switch="off"]').hidden = state !== 'on';
    };
    section.addEventListener('click', async (event) => {
      const wanted = event.target.closest('[data-switch]')?.dataset.switch;
      if (wanted === undefined) return;
      if (wanted === 'on') await Notification.requestPermission();
      localStorage.setItem(key, wanted);
      show();
    });
    show();
  }

  // The bell follows the live stream; more in it than before is news.
  const count = () => Number.parseInt(document.querySelector('#bell .unread-count')?.textContent ?? '0', 10);
  let known = count();
  document.addEventListener('htmx:after:swap', () => {
    const now = count();
    const isNews = now > known;
    known = now;
    if (isNews && document.hidden && isOn()) void tell();
  });

  async function tell() {
    const answer = await fetch('/notifications/newest').catch(() => undefined);
    if (!answer?.ok) return;
    const { id, title, text, url } = await answer.json();
    if (id === undefined) return;
    // One of several open pages is enough: the same tag takes the place of the one before.
    const shown = new Notification(title, { body: text, tag: `postroom-${id}` });
    shown.addEventListener('click', () => {
      window.focus();
      location.assign(url);
      shown.close();
    });
  }
})();
