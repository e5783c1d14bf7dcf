// The page that checks a decision or a notice in the browser: one file of HTML that asks no computer anything, served at /verify and
// as good from a disk. Where it is served it knows the way back: to the page of the code that its address names, in the language of
// that page.

import "./page.css";
import { Refused } from "./bytes";
import { check, FILE_BYTES_MAX, type Checked } from "./decision";
import { readKey } from "./log";
import { say, sayWhy, type Lang, type Words } from "./words";

const isServed = location.protocol !== "file:";
const asked = new URLSearchParams(isServed ? location.search : "");
const CODE = /^[0-9A-Za-z-]{4,20}$/;

let lang: Lang = (asked.get("lang") ?? navigator.language).toLowerCase().startsWith("es") ? "es" : "en";
let shown: { file: File; result: Checked | Refused } | undefined;
/** Waits for a key that can be read. */
let chosen: File | undefined;

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function make(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function speak(): void {
  document.documentElement.lang = lang;
  document.title = say(lang, "title");
  for (const one of document.querySelectorAll<HTMLElement>("[data-words]")) one.textContent = say(lang, one.dataset.words as Words);
  leadBack();
  if (shown) show(shown.result);
}

function leadBack(): void {
  const [home, back, code] = [element("home") as HTMLAnchorElement, element("back") as HTMLAnchorElement, asked.get("code") ?? ""];
  const start = lang === "es" ? "/es" : "";
  home.hidden = !isServed;
  element("name").hidden = isServed;
  home.href = start || "/";
  back.hidden = !CODE.test(code);
  back.href = `${start}/n/${code}`;
  back.textContent = `${say(lang, "back")} ${code}`;
}

// What was typed is looked at by itself: a slip of the pen in the key must not throw doubt on the file.
async function isKeySound(): Promise<boolean> {
  const field = element("key") as HTMLInputElement;
  const typed = field.value.trim();
  const isSound = typed === "" || (await readKey(typed).then(() => true, () => false));
  element("key-error").textContent = isSound ? "" : say(lang, "key-typed");
  element("key-field").classList.toggle("field-error", !isSound);
  field.setAttribute("aria-invalid", String(!isSound));
  return isSound;
}

async function look(file: File): Promise<void> {
  const result = element("result");
  shown = undefined;
  if (!(await isKeySound())) {
    chosen = file;
    result.replaceChildren();
    return;
  }
  result.replaceChildren(make("p", say(lang, "working")));
  const key = (element("key") as HTMLInputElement).value;
  let outcome: Checked | Refused;
  try {
    if (file.size > FILE_BYTES_MAX) throw new Refused("too-large");
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    outcome = await check(text, key);
  } catch (error) {
    // Bytes that are no text are no file of ours, either.
    outcome = error instanceof Refused ? error : new Refused("shape");
  }
  shown = { file, result: outcome };
  show(outcome);
}

function show(outcome: Checked | Refused): void {
  const result = element("result");
  result.replaceChildren();
  if (outcome instanceof Refused) {
    const box = make("div", "", "box notice notice-danger");
    box.append(make("h2", say(lang, "refused")), make("p", sayWhy(lang, outcome.why)));
    if (outcome.where) box.append(make("p", outcome.where, "small"));
    result.append(box);
    return;
  }
  result.append(headline(outcome));
  if (outcome.notice) result.append(notice(outcome));
  if (outcome.groups.length > 0) result.append(groups(outcome));
  result.append(checks(outcome));
}

function isKeyKnown(): boolean {
  return (element("key") as HTMLInputElement).value.trim() !== "";
}

function headline(checked: Checked): HTMLElement {
  const isWhole = checked.head?.checked === true && (checked.kind === "notice" || checked.outcome !== undefined);
  const box = make("div", "", `box notice ${isWhole ? "notice-good" : "notice-attention"}`);
  if (isWhole) box.append(make("h2", say(lang, isKeyKnown() ? "holds" : "holds-if")));
  if (checked.title) box.append(make("p", checked.title[lang], "title"));
  if (checked.kind === "notice") box.append(make("p", say(lang, "notice")));
  else box.append(make("p", say(lang, checked.outcome ?? (checked.isWithdrawn ? "withdrawn" : "open"))));
  if (checked.outcome && !checked.notice) box.append(make("p", say(lang, checked.isStarted ? "no-notice" : "not-started")));
  if (!checked.head) box.append(make("p", say(lang, "no-log")));
  return box;
}

function notice(checked: Checked): HTMLElement {
  const section = make("section");
  const [signed, own] = [checked.notice, checked.notice?.words.find((words) => words.lang === lang) ?? checked.notice?.words[0]];
  section.append(make("h2", own?.subject ?? ""), make("p", `${signed?.name ?? ""} · ${signed?.code ?? ""} · ${signed?.issued ?? ""}`, "small"));
  section.append(make("p", own?.text ?? "", "words"));
  if (checked.kind === "decision") section.append(make("p", say(lang, "notice-of"), "small"));
  return section;
}

function groups(checked: Checked): HTMLElement {
  const section = make("section");
  const list = make("ul");
  for (const { name, choice, left } of checked.groups) {
    const said = left ? say(lang, "left") : choice ? say(lang, `${choice}-choice`) : say(lang, "silent");
    const line = make("li");
    line.append(make("strong", name), `: ${said}`);
    list.append(line);
  }
  section.append(make("h2", say(lang, "groups")), list);
  return section;
}

function checks(checked: Checked): HTMLElement {
  const section = make("section");
  const list = make("ul");
  const line = (text: string) => list.append(make("li", text));
  if (checked.kind === "decision") line(`${checked.records} ${say(lang, "records")}`);
  if (checked.head && checked.kind === "decision") line(`${checked.passkeys} ${say(lang, "passkeys")}`);
  if (checked.head && checked.kind === "decision") line(`${say(lang, "wait")}: ${checked.waitMinutes} min`);
  for (const name of checked.vouched) line(`${name} ${say(lang, "vouched")}`);
  if (checked.head) {
    const witnesses = `${say(lang, "witnesses")}: ${checked.head.cosigned.length}`;
    line(checked.head.checked ? `${say(lang, "log-checked")} ${checked.head.key.name} (${witnesses})` : say(lang, "log-unchecked"));
    line(say(lang, isKeyKnown() ? "key-known" : "no-key"));
    if (!isKeyKnown()) list.lastElementChild?.append(" ", make("code", checked.head.vkey));
  }
  if (checked.sum) list.append(make("li", `${say(lang, "sum")}: ${checked.sum}`, "small"));
  const program = make("li", say(lang, "program"));
  program.append(" ", make("code", checked.kind === "notice" ? "clarion verify notice FILE" : "clarion verify call FILE --vkey KEY"));
  list.append(program);
  section.append(make("h2", say(lang, "checked")), list);
  return section;
}

element("file").addEventListener("change", (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (file) void look(file);
});
element("key").addEventListener("change", () => {
  const file = shown?.file ?? chosen;
  if (file) void look(file);
  else void isKeySound();
});
element("lang").addEventListener("click", () => {
  lang = lang === "en" ? "es" : "en";
  speak();
  if (element("key-error").textContent) void isKeySound();
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file) void look(file);
});
speak();
