// What is written is kept as a draft; files go up while one writes, by picking, dropping or pasting.

(() => {
  const quietMilliseconds = 1000;
  // A line that takes everything and answers nothing must not hold Send back for ever.
  const longestMilliseconds = 20_000;
  const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');

  for (const form of document.querySelectorAll('form[data-draft]')) startDraft(form);

  // What the page says that a form was refused with (failures.tsx), for a script that has sent the form.
  function readReason(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    return page.querySelector('[data-reason]')?.textContent.trim() ?? '';
  }

  function startDraft(form) {
    const state = form.querySelector('[data-draft-state]');
    let timer;
    let isSent = false;
    let isUnsaved = false;
    let isHandingOver = false;
    let isHeld = false;
    // Another window may have the same draft open.
    const writer = Math.random().toString(36).slice(2, 12);
    let versions = 0;
    let isRenewed = false;
    // Why the server could not keep it the last time.
    let reason = '';
    form.elements.version.value = `${writer}.0`;
    const fields = () => {
      const data = new FormData(form);
      data.delete('files');
      return new URLSearchParams(data);
    };
    async function save() {
      clearTimeout(timer);
      timer = undefined;
      if (isSent) return;
      versions += 1;
      form.elements.version.value = `${writer}.${versions}`;
      // A page that is left still gets its last words out.
      const answer = await fetch('/drafts', {
        method: 'POST',
        headers: token(),
        body: fields(),
        keepalive: fields().toString().length < 60_000,
        signal: AbortSignal.timeout(longestMilliseconds),
      }).catch(() => undefined);
      const refused = answer === undefined || answer.ok ? '' : await answer.text().catch(() => '');
      if (answer?.status === 409 && refused === 'sent') {
        renew();
        return save();
      }
      if (answer?.ok) isHeld = false;
      reason = answer?.status >= 500 ? readReason(refused) : '';
      tell(describe(answer), !answer?.ok);
      if (answer?.ok) isUnsaved = timer !== undefined;
      else if (answer?.status === 401) leaveForLogin();
      else if (!isSent && answer?.status !== 404 && answer?.status !== 409) schedule();
      return answer;
    }
    // The message that was sent is another window's; what stands here would be taken for it.
    function renew() {
      isRenewed = true;
      form.elements.key.value = `${writer}-${Math.random().toString(36).slice(2, 12)}-renewed`;
    }
    function describe(answer) {
      if (answer?.ok && isRenewed)
        return inPageLanguage('Sent from another window meanwhile; what stands here is kept as a new draft.');
      if (answer?.ok)
        return `${inPageLanguage('Draft saved')} ${new Date().toLocaleTimeString(locale, { timeStyle: 'short' })}`;
      if (answer?.status === 409)
        return inPageLanguage(
          'Not kept: you have gone on with this in another window. Send it from here, or copy it and load the page again.',
        );
      if (answer?.status === 404)
        return inPageLanguage('This ticket was removed, or is not for you any more: copy what you need.');
      if (reason !== '')
        return isHeld
          ? inPageLanguage('Nothing was sent, and your words stay here. {reason}', { reason })
          : inPageLanguage('The draft could not be saved; trying again. {reason}', { reason });
      return isHeld
        ? inPageLanguage('Nothing was sent: Postroom cannot be reached. Your words stay here.')
        : inPageLanguage('The draft could not be saved; trying again');
    }
    function tell(words, isTrouble) {
      // Said once, however often it is tried.
      if (state.textContent !== words) state.textContent = words;
      state.classList.toggle('is-error', isTrouble);
    }
    function leaveForLogin() {
      form.dispatchEvent(new CustomEvent('postroom:keep'));
      location.assign(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
    }
    function schedule() {
      isUnsaved = true;
      clearTimeout(timer);
      timer = setTimeout(save, quietMilliseconds);
    }
    form.addEventListener('input', (event) => {
      if (event.target.type !== 'file') schedule();
    });
    form.addEventListener('submit', (event) => {
      const isSending = event.submitter?.hasAttribute('formaction') !== true;
      // By keys a form is sent though its buttons are off.
      if (isSending && form.dataset.uploading !== undefined) {
        event.preventDefault();
        tell(
          inPageLanguage(
            'Nothing was sent yet: the files are still on their way. Send once they stand here.',
          ),
          true,
        );
        return;
      }
      if (isSending && !isSent && (isUnsaved || !navigator.onLine)) return void handOver(event);
      isSent = true;
      clearTimeout(timer);
    });
    // Where the line is gone, a form that is sent takes the page along, and what the server has not got of it: that goes first.
    async function handOver(event) {
      event.preventDefault();
      if (isHandingOver) return;
      isHandingOver = true;
      tell(inPageLanguage('Sending…'), false);
      const answer = await save();
      isHandingOver = false;
      const isLost = answer === undefined || answer.status >= 500;
      isHeld = isLost;
      if (isLost) tell(describe(answer), true);
      if (isLost || answer.status === 404) return state.scrollIntoView({ block: 'nearest' });
      if (answer.status === 401) return;
      isUnsaved = false;
      form.requestSubmit(event.submitter);
    }
    window.addEventListener('pagehide', () => timer !== undefined && void save());
    // A part of the page was refused, and leads to the sign-in.
    document.addEventListener('htmx:before:response', ({ detail: { ctx } }) => {
      if (ctx.response.status === 401 && isUnsaved) form.dispatchEvent(new CustomEvent('postroom:keep'));
    });
    window.addEventListener('pageshow', () => {
      isSent = false;
    });
    // The form has several buttons, and none of them is meant by Enter in a line.
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.isComposing) return;
      if (event.target.matches('input:not([type="checkbox"], [type="radio"], [type="file"])'))
        event.preventDefault();
    });
    startFiles(form, schedule);
    if (form.dataset.regained !== undefined) schedule();
  }

  function startFiles(form, changed) {
    const box = form.querySelector('[data-files]');
    const list = box.querySelector('[data-file-list]');
    const error = box.querySelector('[data-file-error]');
    const bar = box.querySelector('progress');
    const picker = box.querySelector('input[type="file"]');
    const again = box.querySelector('[data-file-again]');
    /** What could not be brought up; a picker does not give them out twice. */
    let lost = [];
    const most = Number(box.dataset.mostMegabytes) * 1024 * 1024;
    let running = 0;

    const ticked = () =>
      [...list.querySelectorAll('input:checked')].reduce((sum, input) => sum + Number(input.dataset.size), 0);
    const refuse = (text) => {
      error.textContent = text;
    };
    again.querySelector('button').addEventListener('click', () => {
      const files = lost;
      lost = [];
      picker.focus();
      void add(files);
    });
    const fits = (files) => {
      const count = list.querySelectorAll('input:checked').length + files.length;
      if (count > Number(box.dataset.mostFiles)) {
        refuse(
          inPageLanguage('At most {most} files go with one message; these would be {count}.', {
            most: box.dataset.mostFiles,
            count,
          }),
        );
        return false;
      }
      const bytes = ticked() + files.reduce((sum, file) => sum + file.size, 0);
      if (bytes <= most) return true;
      // Never less than it is: 25.04 MB are not 25.
      const found = (Math.ceil((bytes * 10) / 1024 / 1024) / 10).toFixed(1);
      refuse(
        inPageLanguage('The attachments would have {found} MB together; at most {most} MB fit.', {
          found,
          most: box.dataset.mostMegabytes,
        }),
      );
      return false;
    };

    function upload(files, isInline) {
      if (lost.length === 0) {
        refuse('');
        again.hidden = true;
      }
      if (files.length === 0 || !fits(files)) return Promise.resolve(undefined);
      const data = new FormData();
      for (const name of ['ticket', 'kind']) data.append(name, form.elements[name].value);
      if (isInline) data.append('inline', 'on');
      // What is not ticked does not count.
      for (const { value } of list.querySelectorAll('input:checked')) data.append('attach', value);
      for (const file of files) data.append('files', file, file.name);
      running += 1;
      form.dataset.uploading = '';
      const buttons = form.querySelectorAll('.actions > button');
      for (const button of buttons) button.disabled = true;
      const all = () => [...lost, ...files];
      const named = () => ({
        names: all()
          .map((file) => file.name)
          .join(', '),
      });
      return post(data, named)
        .catch((reason) => {
          refuse(reason);
          // A picture has its place in the text, which is not kept.
          if (isInline) return;
          lost = all();
          again.hidden = false;
        })
        .finally(() => {
          running -= 1;
          if (running > 0) return;
          bar.hidden = true;
          delete form.dataset.uploading;
          for (const button of buttons) button.disabled = false;
        });
    }

    function describeRefusal(status, named, reason) {
      if (status === 401)
        return inPageLanguage(
          'Not attached: {names}. You are signed out: sign in in another window, then try again.',
          named,
        );
      if (status === 413 || status === 422)
        return inPageLanguage(
          'Not attached: {names}. The server does not take them; they may be too large together.',
          named,
        );
      if (reason !== '') return inPageLanguage('Not attached: {names}. {reason}', { ...named, reason });
      return inPageLanguage('Not attached: {names}. The server could not take them just now.', named);
    }

    // fetch tells nothing of how much has gone up.
    function post(data, named) {
      return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('POST', '/drafts/attachments');
        request.setRequestHeader('X-CSRF-Token', token()['X-CSRF-Token']);
        request.upload.addEventListener('progress', ({ loaded, total }) => {
          bar.hidden = false;
          bar.value = (loaded / total) * 100;
        });
        request.addEventListener('error', () =>
          reject(inPageLanguage('Not attached: {names}. The connection was lost on the way.', named())),
        );
        request.addEventListener('load', () => {
          if (request.status === 200) return resolve(request.responseText);
          reject(describeRefusal(request.status, named(), readReason(request.responseText)));
        });
        request.send(data);
      });
    }

    async function add(files) {
      const html = await upload(files, false);
      if (html === undefined) return;
      list.insertAdjacentHTML('beforeend', html);
      changed();
    }

    picker.addEventListener('change', async () => {
      const files = [...picker.files];
      // They go with the draft now; sent with the form as well, they would come twice.
      picker.value = '';
      await add(files);
    });
    form.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      form.classList.add('is-target');
    });
    form.addEventListener('dragleave', () => form.classList.remove('is-target'));
    form.addEventListener('drop', (event) => {
      form.classList.remove('is-target');
      const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file');
      if (items.length === 0) return;
      event.preventDefault();
      // A folder looks like a file that cannot be read.
      const isFolder = (item) => item.webkitGetAsEntry?.()?.isDirectory === true;
      const folders = items.filter(isFolder).map((item) => item.getAsFile()?.name ?? '');
      const files = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
      if (files.length > 0) void add(files);
      if (folders.length === 0) return;
      refuse(
        inPageLanguage('Not attached: {names}. A folder cannot be; drop its files.', {
          names: folders.join(', '),
        }),
      );
    });
    form.addEventListener('postroom:picture', async (event) => {
      const html = await upload([event.detail.file], true);
      if (html === undefined) return;
      event.detail.insert(html);
      changed();
    });
    form.addEventListener('postroom:file', (event) => void add([event.detail.file]));
  }
})();
