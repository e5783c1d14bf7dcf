// Signs a ballot, or an act, with a passkey. The words are put together here, in the same canonical bytes that the server
// and `clarion verify` know (docs/reference/signed-words.md), and their hash is the challenge: the passkey signs what this
// page shows and nothing that a server could exchange afterwards.

import { remember, remembered } from "./remembered";

interface Passkey {
  id: string;
  credential: string;
}

type Words = Record<string, string>;

const NONCE_RANDOM_BYTES = 16;

export function startBallot(form: HTMLFormElement): void {
  if (!("credentials" in navigator) || typeof window.PublicKeyCredential !== "function" || !crypto.subtle) return;
  form.hidden = false;
  form.parentElement?.querySelectorAll<HTMLElement>("[data-ballot-none]").forEach((note) => (note.hidden = true));
  chooseOneThatIsHere(form);
  form.querySelectorAll<HTMLInputElement>("input[name='choice']").forEach((choice) => choice.addEventListener("change", () => askReason(form)));
  askReason(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void sign(form);
  });
}

// All that are offered count; of several the one that was last used in this browser is likely to lie on this device.
function chooseOneThatIsHere(form: HTMLFormElement): void {
  const here = all(form).find(({ credential }) => credential === remembered());
  const select = form.querySelector<HTMLSelectElement>("select[name='passkey']");
  if (here && select) select.value = here.id;
}

// A block needs a reason: asked for before anything is signed, so that nothing that was chosen is lost.
function askReason(form: HTMLFormElement): void {
  const choice = form.querySelector<HTMLInputElement>("input[name='choice']:checked");
  const reason = field(form, "reason");
  if (choice && reason) reason.required = choice.value.startsWith("block-");
}

async function sign(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type='submit']");
  if (button) button.disabled = true;
  say(form, form.dataset.working);
  try {
    const reason = field(form, "reason");
    if (reason) reason.value = reason.value.replace(/\r\n?/g, "\n").trim();
    const passkey = chosen(form);
    const words = await wordsOf(form, passkey, reason ? reason.value : "");
    const text = canonical(words);
    const answer = await ask(form, passkey, await sha256(text));
    put(form, "words", text);
    put(form, "authenticator_data", encode(answer.authenticatorData));
    put(form, "client_data", encode(answer.clientDataJSON));
    put(form, "signature", encode(answer.signature));
    say(form, "");
    // Not the button's own way: that would ask the passkey again.
    form.submit();
  } catch {
    say(form, form.dataset.failed);
  }
  if (button) button.disabled = false;
}

// The parts that are fixed stand in the page; the choice, the reason, the passkey and the nonce are added here.
async function wordsOf(form: HTMLFormElement, passkey: Passkey, reason: string): Promise<Words> {
  const words = JSON.parse(form.dataset.words ?? "{}") as Words;
  const random = crypto.getRandomValues(new Uint8Array(NONCE_RANDOM_BYTES));
  const replaces = form.dataset.replaces ? decode(form.dataset.replaces) : new Uint8Array(0);
  const nonce = new Uint8Array(random.length + replaces.length);
  nonce.set(random);
  nonce.set(replaces, random.length);
  words.passkey = passkey.id;
  words.nonce = encode(nonce.buffer);
  const hash = encode(await sha256(reason));
  if ("act" in words) {
    words.words = hash;
  } else {
    words.reason = hash;
    words.choice = form.querySelector<HTMLInputElement>("input[name='choice']:checked")?.value ?? "";
  }
  return words;
}

// RFC 8785 for a flat object of texts: keys in order, and JSON.stringify writes each text in its one way.
function canonical(words: Words): string {
  const members = Object.keys(words).sort().map((key) => `${JSON.stringify(key)}:${JSON.stringify(words[key])}`);
  return `{${members.join(",")}}`;
}

async function ask(form: HTMLFormElement, passkey: Passkey, challenge: ArrayBuffer): Promise<AuthenticatorAssertionResponse> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge,
    rpId: form.dataset.site,
    allowCredentials: [{ type: "public-key", id: decode(passkey.credential) as BufferSource }],
    userVerification: "required",
  };
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  remember(passkey.credential);
  return used.response as AuthenticatorAssertionResponse;
}

function all(form: HTMLFormElement): Passkey[] {
  return JSON.parse(form.dataset.passkeys ?? "[]") as Passkey[];
}

function chosen(form: HTMLFormElement): Passkey {
  const passkeys = all(form);
  const wanted = form.querySelector<HTMLSelectElement>("select[name='passkey']")?.value;
  const passkey = passkeys.find(({ id }) => id === wanted) ?? passkeys[0];
  if (!passkey) throw new Error("no passkey");
  return passkey;
}

async function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}

function field(form: HTMLFormElement, name: string): HTMLTextAreaElement | null {
  return form.querySelector<HTMLTextAreaElement>(`textarea[name='${name}']`);
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  form.append(input);
}

function say(form: HTMLFormElement, words: string | undefined): void {
  const status = form.querySelector<HTMLElement>("[data-ballot-status]");
  if (status) status.textContent = words ?? "";
}

function encode(buffer: ArrayBuffer): string {
  let text = "";
  new Uint8Array(buffer).forEach((byte) => (text += String.fromCharCode(byte)));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function decode(text: string): Uint8Array {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
