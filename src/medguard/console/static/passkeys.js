// The console's one script. It hands our question to the browser's passkeys and puts the answer into a form; without it, or without passkeys, people
// sign in with a one-time code, and what stands here stays hidden.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = (options) => {
    const said = { ...options, challenge: bytes(options.challenge) };
    if (said.user) said.user = { ...said.user, id: bytes(said.user.id) };
    if (said.excludeCredentials) said.excludeCredentials = said.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
    if (said.pubKeyCredParams) said.extensions = { credProps: true };
    return { publicKey: said };
  };

  const answered = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"])
      if (made.response[name]) response[name] = words(made.response[name]);
    return JSON.stringify({ id: made.id, rawId: words(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() });
  };

  for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = false;
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    button.addEventListener("click", async () => {
      const form = button.form;
      const needed = [...form.elements].filter((one) => one.name !== "code" || button.dataset.passkey === "create");
      if (!needed.every((one) => one.reportValidity())) return;
      const note = document.getElementById("passkey-note");
      note.hidden = true;
      button.disabled = true;
      try {
        const options = asked(JSON.parse(form.dataset.options));
        const made = await (button.dataset.passkey === "create" ? navigator.credentials.create(options) : navigator.credentials.get(options));
        form.elements.passkey.value = answered(made);
        form.submit();
      } catch (error) {
        note.hidden = false;
        note.focus();
      } finally {
        button.disabled = false;
      }
    });
  }
})();
