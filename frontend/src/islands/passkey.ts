// Passkeys: asks the browser to make or use one and sends its answer with the form. The form shows only where a browser
// can do it; everything else on these pages works without it.

import { remember } from "./remembered";

type Answer = Record<string, ArrayBuffer>;

interface Descriptor {
  type: "public-key";
  id: string;
}

interface Options {
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: Descriptor[];
}

export function startPasskey(form: HTMLFormElement): void {
  if (!("credentials" in navigator) || typeof window.PublicKeyCredential !== "function") return;
  form.hidden = false;
  form.parentElement?.querySelectorAll<HTMLElement>("[data-passkey-none]").forEach((note) => (note.hidden = true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void answer(form);
  });
}

async function answer(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type='submit']");
  say(form, form.dataset.working);
  if (button) button.disabled = true;
  try {
    const response = await fetch(form.dataset.options ?? "", { credentials: "same-origin", headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const options = (await response.json()) as Options;
    const fields = form.dataset.passkey === "create" ? await create(options) : await get(options);
    for (const name of Object.keys(fields)) put(form, name, encode(fields[name] as ArrayBuffer));
    say(form, "");
    // Not the button's own way: that would ask the passkey again.
    form.submit();
  } catch (error) {
    // The device says so when it already holds one of the account's passkeys.
    const known = error instanceof DOMException && error.name === "InvalidStateError";
    say(form, known && form.dataset.known ? form.dataset.known : form.dataset.failed);
  }
  if (button) button.disabled = false;
}

async function create(options: Options): Promise<Answer> {
  const user = options.user;
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: user && { ...user, id: decode(user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(({ type, id }) => ({ type, id: decode(id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  remember(encode(made.rawId));
  const response = made.response as AuthenticatorAttestationResponse;
  return { client_data: response.clientDataJSON, attestation: response.attestationObject };
}

async function get(options: Options): Promise<Answer> {
  const publicKey = { ...options, challenge: decode(options.challenge) } as unknown as PublicKeyCredentialRequestOptions;
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  remember(encode(used.rawId));
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    credential_id: used.rawId,
    client_data: response.clientDataJSON,
    authenticator_data: response.authenticatorData,
    signature: response.signature,
  };
}

function put(form: HTMLFormElement, name: string, value: string): void {
  let input = form.querySelector<HTMLInputElement>(`input[name='${name}']`);
  if (!input) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

function say(form: HTMLFormElement, words: string | undefined): void {
  const status = form.querySelector<HTMLElement>("[data-passkey-status]");
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
