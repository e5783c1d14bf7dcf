// Keeps named numbers of a page current while it is seen. The server sends events named "progress": the name of each
// place with its number. Nothing is computed here, so that the page never shows what the server did not commit. Where the
// page has a mark and the server's is another, somebody did something: the page is loaded again and shows it.

const RETRY_DELAY_MS_MIN = 2_000;
const RETRY_DELAY_MS_MAX = 60_000;

export function startLiveNumbers(root: HTMLElement): void {
  const address = root.dataset.src;
  if (!address || !("EventSource" in window)) return;
  let source: EventSource | null = null;
  let timer = 0;
  let delayMs = RETRY_DELAY_MS_MIN;

  const close = (): void => {
    window.clearTimeout(timer);
    if (source) source.close();
    source = null;
  };
  const open = (): void => {
    close();
    source = new EventSource(address);
    source.addEventListener("progress", (event) => {
      delayMs = RETRY_DELAY_MS_MIN;
      const numbers = JSON.parse((event as MessageEvent<string>).data) as Record<string, number>;
      if (root.dataset.mark !== undefined && String(numbers.mark) !== root.dataset.mark) return window.location.reload();
      show(root, numbers);
    });
    source.onerror = (): void => {
      close();
      timer = window.setTimeout(open, delayMs * (0.5 + Math.random()));
      delayMs = Math.min(delayMs * 2, RETRY_DELAY_MS_MAX);
    };
  };
  const followVisibility = (): void => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", followVisibility);
  window.addEventListener("pagehide", close);
  followVisibility();
}

function show(root: HTMLElement, numbers: Record<string, number>): void {
  const locale = document.documentElement.lang === "es" ? "es-US" : "en-US";
  const number = new Intl.NumberFormat(locale);
  root.querySelectorAll<HTMLElement>("[data-live]").forEach((place) => {
    const value = numbers[place.dataset.live ?? ""];
    if (value === undefined) return;
    const text = number.format(value);
    if (place.textContent !== text) place.textContent = text;
  });
}
