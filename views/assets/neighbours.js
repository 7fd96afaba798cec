// The list that was left: what stands beside a ticket in it, the way back to its place, and where reading begins.

(() => {
  const listKey = 'postroom-list';
  const rowLinks = '.tickets .subject a, .hits .hit-head a';

  function recallList() {
    return JSON.parse(sessionStorage.getItem(listKey) ?? 'null');
  }

  function store(list) {
    sessionStorage.setItem(listKey, JSON.stringify(list));
  }

  function remember() {
    const list = recallList();
    // Whoever comes from a ticket finds his row again.
    if (list?.paths.includes(location.pathname)) return store({ ...list, isLeft: true });
    const links = [...document.querySelectorAll(rowLinks)];
    if (location.pathname !== '/tickets' || links.length === 0) return;
    const paths = links.map((link) => link.pathname);
    store({ url: location.pathname + location.search, paths, opened: list?.opened });
  }

  function noteOpened() {
    const list = recallList();
    if (list?.paths.includes(location.pathname)) store({ ...list, opened: location.pathname, isLeft: false });
  }

  // Undefined for a ticket that was not opened from a list.
  function findPlace() {
    const list = recallList();
    const at = list?.paths.indexOf(location.pathname) ?? -1;
    return at < 0 ? undefined : { list, at };
  }

  function showNeighbours() {
    const list = recallList();
    const back = document.querySelector('[data-list-link]');
    if (back !== null && list !== null) back.href = list.url;
    const box = document.querySelector('[data-neighbours]');
    const place = findPlace();
    if (box === null || place === undefined) return;
    box.hidden = false;
    for (const link of box.querySelectorAll('[data-step]')) {
      const path = place.list.paths[place.at + Number(link.dataset.step)];
      if (path === undefined) link.removeAttribute('href');
      else link.href = path;
    }
    box.querySelector('[data-place]').textContent = inPageLanguage('{place} of {count}', {
      place: place.at + 1,
      count: place.list.paths.length,
    });
  }

  // Back in the list: on the row that was opened.
  function returnToRow() {
    const list = recallList();
    if (location.pathname !== '/tickets' || location.hash !== '' || !list?.isLeft) return;
    store({ ...list, isLeft: false });
    const link = [...document.querySelectorAll(rowLinks)].find(({ pathname }) => pathname === list.opened);
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: 'nearest' });
  }

  // A long conversation begins at what is new, unless one is led elsewhere or comes back.
  function beginAtUnread() {
    const line = document.getElementById('unread');
    const [way] = performance.getEntriesByType('navigation');
    if (line === null || location.hash !== '' || way?.type !== 'navigate') return;
    if (document.activeElement !== document.body) return;
    if (line.getBoundingClientRect().top > innerHeight / 2) line.scrollIntoView();
  }

  document.addEventListener('submit', (event) => {
    const field = event.target.querySelector('[data-next]');
    const place = findPlace();
    if (field === null) return;
    const next = place?.list.paths[place.at + 1]?.split('/').at(-1);
    field.value = next ?? recallList()?.url ?? '';
  });
  addEventListener('pagehide', remember);
  document.addEventListener('DOMContentLoaded', () => {
    noteOpened();
    showNeighbours();
    returnToRow();
    beginAtUnread();
  });
})();
