// Asks the browser for a passkey and sends its answer with the form; what the server asked comes from data-options.
"use strict";
(() => {
  const form = document.querySelector("form[data-options]"), failed = document.getElementById("key-failed");
  if (!form) return;
  if (!window.PublicKeyCredential || !window.isSecureContext) {
    document.getElementById("no-keys").hidden = false;
    return;
  }
  form.hidden = false;
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), one => one.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  async function ask() {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const said = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" });
    if (!said.ok) throw new Error(said.status);
    const asked = await said.json();
    asked.challenge = bytes(asked.challenge);
    for (const one of [...(asked.excludeCredentials || []), ...(asked.allowCredentials || [])]) one.id = bytes(one.id);
    if (form.dataset.makes) {
      asked.user.id = bytes(asked.user.id);
      return navigator.credentials.create({ publicKey: asked });
    }
    return navigator.credentials.get({ publicKey: asked });
  }

  form.addEventListener("submit", async event => {
    const answer = form.querySelector("[name=answer]");
    const name = form.querySelector("#name");
    // Without a name the server refuses: then the device makes no key that nobody knows.
    if (answer.value || (name && !name.value.trim())) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const key = await ask(), response = {};
      for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
        if (key.response[part]) response[part] = text(key.response[part]);
      answer.value = JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
})();
