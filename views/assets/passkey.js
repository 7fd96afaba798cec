// Forms that a passkey answers: the browser asks for finger, face or PIN, and the form is sent with what it says.
// Without WebAuthn, or without a secure address, they stay hidden, and the other ways are there.
(() => {
  const { browserSupportsWebAuthn, startAuthentication, startRegistration } =
    globalThis.SimpleWebAuthnBrowser;

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    if (!browserSupportsWebAuthn()) continue;
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      if (form.elements.answer.value !== '') return;
      event.preventDefault();
      void answer(form);
    });
  }

  async function answer(form) {
    const said = form.querySelector('[data-passkey-said]');
    const button = form.querySelector('button[type=submit]');
    said.textContent = '';
    button.disabled = true;
    try {
      const optionsJSON = await fetchOptions(form);
      const start = form.dataset.passkey === 'add' ? startRegistration : startAuthentication;
      form.elements.answer.value = JSON.stringify(await start({ optionsJSON }));
      form.submit();
    } catch (error) {
      said.textContent = describe(error);
    } finally {
      button.disabled = false;
    }
  }

  async function fetchOptions(form) {
    const headers = { 'X-CSRF-Token': form.elements.csrf?.value ?? '' };
    const response = await fetch(form.dataset.options, { method: 'POST', headers });
    if (!response.ok) throw new Error(inPageLanguage('Postroom did not answer; load the page again.'));
    return response.json();
  }

  function describe(error) {
    if (error.name === 'NotAllowedError')
      return inPageLanguage('Nothing was chosen, or it took too long. Try again.');
    if (error.name === 'InvalidStateError')
      return inPageLanguage('This device has a passkey for you already.');
    return inPageLanguage('The passkey was not taken: {reason}', { reason: error.message });
  }
})();
