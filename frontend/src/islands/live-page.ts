// Keeps an open page of the console current while it is seen. The server sends events named "progress": numbers by the names of
// their places, and a mark. Another mark says that somebody did something: then the page is asked for again, and its parts
// (data-part) take the place of the old ones. So all words are the server's, and whoever may look no more sees nothing new. What
// somebody is filling in is left alone.
import { listen } from "./live-source";

type News = Record<string, number | boolean>;

export function startLivePage(root: HTMLElement, wake: (part: ParentNode) => void): void {
  const address = root.dataset.src;
  if (!address) return;
  let mark = root.dataset.mark;
  const told = new Map<string, string>();
  parts(document).forEach((part, name) => told.set(name, part.innerHTML));
  listen(address, "progress", (data) => {
    const news = JSON.parse(data) as News;
    showNumbers(news);
    if (String(news.mark) !== mark) {
      mark = String(news.mark);
      void renew(told, wake);
    }
    return news.over !== true;
  });
}

function parts(page: ParentNode): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  page.querySelectorAll<HTMLElement>("[data-part]").forEach((part) => found.set(part.dataset.part ?? "", part));
  return found;
}

// What other scripts did to a part since is no news, so the server's words are compared with the server's.
async function renew(told: Map<string, string>, wake: (part: ParentNode) => void): Promise<void> {
  const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
  // Elsewhere means signed out: the page stays as it was, and the next click says so.
  if (!answer || !answer.ok || answer.redirected) return;
  const fresh = parts(new DOMParser().parseFromString(await answer.text(), "text/html"));
  parts(document).forEach((part, name) => {
    const now = fresh.get(name);
    if (!now || told.get(name) === now.innerHTML || isFilledIn(part)) return;
    told.set(name, now.innerHTML);
    while (part.firstChild) part.removeChild(part.firstChild);
    while (now.firstChild) part.appendChild(now.firstChild);
    wake(part);
  });
}

function isFilledIn(part: HTMLElement): boolean {
  const focused = document.activeElement;
  if (focused && part.contains(focused)) return true;
  const fields = Array.from(part.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea"));
  return fields.some((field) => (field instanceof HTMLInputElement && field.checked !== field.defaultChecked) || field.value !== field.defaultValue);
}

function showNumbers(news: News): void {
  const number = new Intl.NumberFormat(document.documentElement.lang === "es" ? "es-US" : "en-US");
  document.querySelectorAll<HTMLElement>("[data-live]").forEach((place) => {
    const value = news[place.dataset.live ?? ""];
    if (typeof value !== "number") return;
    const text = number.format(value);
    if (place.textContent !== text) place.textContent = text;
  });
}
