// Loaded only on pages that ask for a passkey. Without it, or without passkeys, the other ways stand there.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const read = (options) => {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.allowCredentials, options.excludeCredentials])
      for (const one of list || []) one.id = bytes(one.id);
    return options;
  };
  const written = (made) => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (made.response[name]) response[name] = text(made.response[name]);
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const sorry = form.querySelector("[role=status]");
      sorry.textContent = "";
      try {
        const asked = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form) });
        const { publicKey } = await asked.json();
        const act = form.dataset.passkey;
        form.elements.passkey_token.value = written(await navigator.credentials[act]({ publicKey: read(publicKey) }));
        form.submit();
      } catch {
        sorry.textContent = form.dataset.sorry;
      }
    });
  }
})();
