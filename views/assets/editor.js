// Turns the text of an answer into a small editor: bold, lists, links, quotes, pictures by paste. What comes out of it is
// sanitized where it is kept; what is pasted loses everything else in paste.js.

(() => {
  function startEditor(field) {
    const area = field.parentElement.querySelector('textarea');
    const isSignature = field.dataset.editor === 'signature';
    const editor = document.createElement('div');
    editor.className = 'editor';
    editor.contentEditable = 'true';
    editor.dir = 'auto';
    editor.setAttribute('role', 'textbox');
    editor.setAttribute('aria-multiline', 'true');
    editor.setAttribute('aria-label', area.labels[0]?.textContent ?? '');
    const described = area.getAttribute('aria-describedby');
    if (described !== null) editor.setAttribute('aria-describedby', described);
    if (area.getAttribute('aria-invalid') !== null) editor.setAttribute('aria-invalid', 'true');
    editor.innerHTML = field.value === '' ? textToHtml(area.value) : field.value;
    const signature = takeSignature(isSignature ? document.createElement('div') : editor);
    const sync = () => {
      field.disabled = false;
      field.value = editor.innerHTML + signature.innerHTML;
      // biome-ignore lint/performance/useDomNodeTextContent: the lines as they are seen are wanted.
      const words = editor.innerText;
      // biome-ignore lint/performance/useDomNodeTextContent: and so are these.
      const below = signature.innerText;
      area.value = below === '' ? words : `${words.trimEnd()}\n\n${below}`;
    };
    area.hidden = true;
    area.removeAttribute('autofocus');
    const template = field.parentElement.querySelector('template[data-editor-tools]');
    area.before(createToolbar(editor, field.form, template), editor, signature);
    // A signature that nobody touches is sent as it was.
    if (!isSignature) sync();
    editor.addEventListener('input', sync);
    signature.addEventListener('input', sync);
    signature.addEventListener('paste', (event) => paste(event, signature, field.form));
    if (isSignature) takePicture(field.form);
    else field.form.addEventListener('submit', sync);
    editor.addEventListener('paste', (event) => paste(event, editor, field.form));
    editor.addEventListener('drop', (event) => drop(event, editor, field.form));
    // Where the cursor is before a dialog opens: when it closes, the browser puts the cursor at the beginning.
    let caret;
    editor.addEventListener('postroom:mark', () => {
      const selection = getSelection();
      caret = selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : undefined;
    });
    editor.addEventListener('postroom:insert', (event) => insertText(editor, caret, event.detail));
    document.execCommand('defaultParagraphSeparator', false, 'div');
    document.execCommand('styleWithCSS', false, 'false');
    if (area.matches('[data-focus]')) focusStart(editor);
  }

  // The signature stands in a box of its own, so that what is typed always lands above it.
  function takeSignature(editor) {
    const box = document.createElement('div');
    box.className = 'signature';
    box.dir = 'auto';
    const lines = [...editor.children];
    const start = lines.findLastIndex((line) => line.tagName === 'DIV' && /^--\s?$/.test(line.textContent));
    if (start < 0) {
      box.hidden = true;
      return box;
    }
    box.contentEditable = 'true';
    box.setAttribute('role', 'textbox');
    box.setAttribute('aria-multiline', 'true');
    box.setAttribute('aria-label', inPageLanguage('Signature'));
    box.append(...lines.slice(start));
    return box;
  }

  function textToHtml(text) {
    const lines = document.createElement('div');
    for (const line of text.split('\n')) {
      const block = document.createElement('div');
      if (line === '') block.append(document.createElement('br'));
      else block.textContent = line;
      lines.append(block);
    }
    return lines.innerHTML;
  }

  const acts = {
    bold: () => document.execCommand('bold'),
    italic: () => document.execCommand('italic'),
    list: () => document.execCommand('insertUnorderedList'),
    'list-ordered': () => document.execCommand('insertOrderedList'),
    quote: toggleQuote,
    link: insertLink,
    picture: pickPictures,
    plain: () => document.execCommand('removeFormat'),
  };

  // Names and icons of the buttons stand in the page.
  function createToolbar(editor, form, template) {
    const bar = document.createElement('div');
    bar.className = 'toolbar';
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', inPageLanguage('Formatting'));
    for (const tool of template.content.querySelectorAll('[data-tool]')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'quiet';
      button.title = tool.title;
      button.setAttribute('aria-label', tool.title);
      button.tabIndex = -1;
      button.append(...tool.cloneNode(true).childNodes);
      // The selection stays in the editor.
      button.addEventListener('mousedown', (event) => event.preventDefault());
      button.addEventListener('click', () => {
        editor.focus();
        acts[tool.dataset.tool](editor, form);
      });
      bar.append(button);
    }
    walkByArrows(bar);
    return bar;
  }

  // One stop of Tab, and the arrows from there (https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/).
  function walkByArrows(bar) {
    const buttons = [...bar.children];
    const ends = { Home: 0, End: buttons.length - 1 };
    const reach = (at) => {
      for (const button of buttons) button.tabIndex = -1;
      buttons[at].tabIndex = 0;
    };
    reach(0);
    bar.addEventListener('focusin', ({ target }) => reach(buttons.indexOf(target.closest('button'))));
    bar.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const from = buttons.indexOf(document.activeElement);
      const to = step === undefined ? ends[event.key] : (from + step + buttons.length) % buttons.length;
      if (to === undefined) return;
      event.preventDefault();
      buttons[to].focus();
    });
  }

  // The picture of a signature goes up with its form.
  function takePicture(form) {
    form.addEventListener('postroom:picture', ({ detail: { file } }) => {
      const picked = new DataTransfer();
      picked.items.add(file);
      form.elements.signaturePicture.files = picked.files;
    });
  }

  const isPicture = ({ type }) => /^image\/(png|jpeg|gif|webp)$/.test(type);

  function pickPictures(editor, form) {
    if (form.elements.signaturePicture !== undefined) return form.elements.signaturePicture.click();
    const picker = document.createElement('input');
    picker.type = 'file';
    picker.accept = 'image/png,image/jpeg,image/gif,image/webp';
    picker.multiple = true;
    picker.addEventListener('change', () =>
      insertPictures([...picker.files].filter(isPicture), editor, form),
    );
    picker.click();
  }

  // Each goes up by itself and stands where the cursor is by then; the browser's own undo takes it out again.
  function insertPictures(files, editor, form) {
    for (const file of files) {
      const insert = (html) => {
        editor.focus();
        document.execCommand('insertHTML', false, html);
      };
      form.dispatchEvent(new CustomEvent('postroom:picture', { detail: { file, insert } }));
    }
  }

  // Pictures that are dropped on the text stand in it; other files are attached by the form.
  function drop(event, editor, form) {
    const files = [...event.dataTransfer.files];
    if (files.length === 0 || !files.every(isPicture)) return;
    event.preventDefault();
    event.stopPropagation();
    form.classList.remove('is-target');
    const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    editor.focus();
    if (place != null && editor.contains(place.offsetNode))
      getSelection().collapse(place.offsetNode, place.offset);
    insertPictures(files, editor, form);
  }

  function toggleQuote() {
    const isQuoted = getSelection().anchorNode?.parentElement?.closest('blockquote') != null;
    document.execCommand(isQuoted ? 'outdent' : 'formatBlock', false, isQuoted ? undefined : 'blockquote');
  }

  // People leave out what stands before the name of a site.
  function readLink(typed) {
    const link = typed.trim();
    if (/^(?:https?:\/\/|mailto:)[^\s/]\S*$/i.test(link)) return link;
    if (/^[^\s@:/]+@[^\s@:/]+$/.test(link)) return `mailto:${link}`;
    return /^[^\s@:/]+\.[^\s@:/]+(?::\d+)?(?:[/?#]\S*)?$/.test(link) ? `https://${link}` : undefined;
  }

  function askForLink(chosen) {
    let question = inPageLanguage('Address of the link');
    let typed = readLink(chosen) ?? 'https://';
    for (;;) {
      typed = window.prompt(question, typed);
      if (typed === null || /^(?:https?:\/\/)?\s*$/i.test(typed)) return undefined;
      const link = readLink(typed);
      if (link !== undefined) return link;
      question = inPageLanguage(
        'This is no address of a page or a mailbox, such as https://example.com/prices:',
      );
    }
  }

  function insertLink() {
    const chosen = getSelection().toString().trim();
    const link = askForLink(chosen);
    if (link === undefined) return;
    if (chosen === '') document.execCommand('insertText', false, link);
    else document.execCommand('createLink', false, link);
  }

  function paste(event, editor, form) {
    const html = event.clipboardData.getData('text/html');
    const words = keepPasted(html);
    const files = [...event.clipboardData.files];
    // Excel and Word lay a picture of the words beside the words.
    if (files.length > 0 && words.textContent.trim() === '') {
      event.preventDefault();
      insertPictures(files.filter(isPicture), editor, form);
      for (const file of files.filter((each) => !isPicture(each)))
        form.dispatchEvent(new CustomEvent('postroom:file', { detail: { file } }));
      return;
    }
    if (html === '') return;
    event.preventDefault();
    document.execCommand('insertHTML', false, words.innerHTML);
  }

  function insertText(editor, caret, text) {
    if (caret === undefined || !editor.contains(caret.startContainer)) focusStart(editor);
    else {
      editor.focus();
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(caret);
    }
    document.execCommand('insertText', false, text);
  }

  function focusStart(editor) {
    editor.focus();
    getSelection().collapse(editor, 0);
  }

  for (const field of document.querySelectorAll('input[data-editor]')) startEditor(field);
})();
