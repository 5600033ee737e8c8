// Passkeys: forms that ask the browser for one and send what it answers in their field "credential".
//   data-passkey-sign-in       asks the form's own address what to sign
//   data-passkey-prove="id"    signs what the JSON element of that id holds
//   data-passkey-add="id"      makes a new key by the options in that element
// They stand hidden in the page until they can ask: sent before that they would arrive empty.
//   data-passkey-missing       a word for browsers that have no passkeys

const { create, get } = window.webauthnJSON;

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

async function signIn(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("The server did not answer. Try again in a minute.");
  return get((await answer.json()).request_options);
}

function add(form) {
  const options = read(form.dataset.passkeyAdd).creation_options;
  const alone = form.elements.passwordless?.checked ?? false;
  const wanted = options.publicKey.authenticatorSelection;
  wanted.residentKey = alone ? "required" : "discouraged";
  wanted.requireResidentKey = alone;
  if (alone) wanted.userVerification = "required";
  return create(options);
}

function explain(error) {
  if (error.name === "NotAllowedError") return "The browser was not allowed to use a passkey, or it took too long.";
  if (error.name === "InvalidStateError") return "This device has a key for this sign-in already.";
  return error.message;
}

function wire(form, ask) {
  form.hidden = false;
  const trouble = form.querySelector("[data-passkey-error]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      trouble.textContent = explain(error);
      trouble.hidden = false;
    }
  });
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey-sign-in]")) wire(form, signIn);
  for (const form of document.querySelectorAll("[data-passkey-add]")) wire(form, add);
  for (const form of document.querySelectorAll("[data-passkey-prove]")) {
    wire(form, () => get(read(form.dataset.passkeyProve).request_options));
  }
} else {
  for (const word of document.querySelectorAll("[data-passkey-missing]")) word.hidden = false;
}
