// Lines of a paper sheet, one after the other without a new page: the form is sent as the browser would, and the part of the answer that
// carries this island takes the place of the old one. All words are the server's; without this script each line is a page.
export function startPaper(root: HTMLElement): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!("line" in form.dataset) && !("undo" in form.dataset)) return;
    event.preventDefault();
    if (root.getAttribute("aria-busy") === "true") return;
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => fields.append(name, String(value)));
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (button?.name) fields.append(button.name, button.value);
    root.setAttribute("aria-busy", "true");
    void send(root, form, fields);
  });
}

async function send(root: HTMLElement, form: HTMLFormElement, fields: URLSearchParams): Promise<void> {
  const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" }).catch(() => null);
  const text = answer && (answer.ok || answer.status === 422) ? await answer.text().catch(() => "") : "";
  const next = new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("[data-island='paper']");
  root.removeAttribute("aria-busy");
  // No line, or somewhere else: sent once more as a page it says by itself what is wrong. A line that came twice is written once.
  if (!next) {
    form.submit();
    return;
  }
  const said = root.querySelector("[data-said]");
  // The place that is read aloud stays; what it says is new.
  const words = next.querySelector("[data-said]");
  if (said && words) {
    said.textContent = "";
    while (words.firstChild) said.appendChild(words.firstChild);
    words.replaceWith(said);
  }
  root.textContent = "";
  while (next.firstChild) root.appendChild(next.firstChild);
  const field = root.querySelector<HTMLInputElement>("input[autofocus]") ?? root.querySelector<HTMLElement>("#day, button");
  field?.focus();
  if (field instanceof HTMLInputElement && field.type === "text") field.setSelectionRange(field.value.length, field.value.length);
}
