// Keeps the count, its time, the progress bar, the table and the map of a petition current while the page is seen.
// The server sends events named "count"; in between nothing is computed here, so that the page never shows a
// number that the server did not commit.

interface Count {
  confirmed: number;
  asserted: number;
  goal: number | null;
  as_of: string;
  states: Record<string, number>;
}

const RETRY_DELAY_MS_MIN = 2_000;
const RETRY_DELAY_MS_MAX = 60_000;
const STEPS = 4;

export function startLiveCount(root: HTMLElement): void {
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
    source.addEventListener("count", (event) => {
      delayMs = RETRY_DELAY_MS_MIN;
      show(root, JSON.parse((event as MessageEvent<string>).data) as Count);
    });
    // EventSource itself would knock again every few seconds; after a restart that is everybody at once.
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

function show(root: HTMLElement, count: Count): void {
  const locale = document.documentElement.lang === "es" ? "es-US" : "en-US";
  const number = new Intl.NumberFormat(locale);
  write("confirmed", number.format(count.confirmed));
  write("asserted", number.format(count.asserted));
  const bar = root.querySelector("progress");
  if (bar && count.goal) {
    bar.max = count.goal;
    bar.value = Math.min(count.confirmed, count.goal);
  }
  showTime(root, count.as_of, locale);
  showStates(count.states, number);
}

function write(name: string, text: string): void {
  document.querySelectorAll(`[data-live='${name}']`).forEach((place) => {
    if (place.textContent !== text) place.textContent = text;
  });
}

function showTime(root: HTMLElement, asOf: string, locale: string): void {
  const place = root.querySelector<HTMLTimeElement>("time[data-live='as-of']");
  if (!place) return;
  place.dateTime = asOf;
  place.textContent = new Intl.DateTimeFormat(locale, {
    weekday: "long", year: "numeric", month: "long", day: "numeric",
    hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: place.dataset.zone,
  }).format(new Date(asOf)).replace(/\u202f/g, " ").replace(" at ", ", ");
}

function showStates(states: Record<string, number>, number: Intl.NumberFormat): void {
  const most = Object.keys(states).reduce((max, code) => Math.max(max, states[code] ?? 0), 0);
  Object.keys(states).forEach((code) => {
    const count = states[code] ?? 0;
    write(`state-${code}`, number.format(count));
    const area = document.getElementById(`area-${code}`);
    if (!area) return;
    area.setAttribute("class", `area step-${step(count, most)}`);
    const title = area.querySelector("title");
    if (title) title.textContent = `${area.dataset.name}: ${number.format(count)}`;
  });
}

// The same rule as the server's: steps by the square root of the share, so that one large state does not make
// all others look empty.
function step(count: number, most: number): number {
  if (count === 0) return 0;
  for (let lightness = 1; lightness < STEPS; lightness++) {
    if (count * STEPS * STEPS <= most * lightness * lightness) return lightness;
  }
  return STEPS;
}
