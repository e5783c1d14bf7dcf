// Keeps the count, its time, the progress bar, the heading over the states, the table and the map of a petition current
// while the page is seen, all from one event, so that they never contradict each other.
// The server sends events named "count"; in between nothing is computed here, so that the page never shows a
// number that the server did not commit.
import { listen } from "./live-source";

interface Count {
  confirmed: number;
  asserted: number;
  goal: number | null;
  as_of: string;
  states: Record<string, number>;
}

const STEPS = 4;

export function startLiveCount(root: HTMLElement): void {
  if (!root.dataset.src) return;
  listen(root.dataset.src, "count", (data) => {
    show(root, JSON.parse(data) as Count);
    return true;
  });
}

function show(root: HTMLElement, count: Count): void {
  const locale = document.documentElement.lang === "es" ? "es-US" : "en-US";
  const number = new Intl.NumberFormat(locale);
  write("confirmed", number.format(count.confirmed));
  const label = root.querySelector<HTMLElement>(".stat-label");
  if (label) rewrite(label, (count.confirmed === 1 ? label.dataset.one : label.dataset.other) ?? "");
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
  document.querySelectorAll(`[data-live='${name}']`).forEach((place) => rewrite(place, text));
}

// What says the same already is left alone: a screen reader would read it again.
function rewrite(place: Element, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

function showTime(root: HTMLElement, asOf: string, locale: string): void {
  const place = root.querySelector<HTMLTimeElement>("time[data-live='as-of']");
  if (!place) return;
  place.dateTime = asOf;
  const text = new Intl.DateTimeFormat(locale, {
    weekday: "long", year: "numeric", month: "long", day: "numeric",
    hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: place.dataset.zone,
  }).format(new Date(asOf)).replace(/[\u00a0\u202f]/g, " ").replace(" at ", ", ");
  // As the server writes it: no comma between weekday and day, a space within "p. m.".
  place.textContent = locale === "en-US" ? text : text.replace(/^([^ ,]+), /, "$1 ").replace(/([ap])\.\s?m\./, "$1. m.");
}

interface Row {
  line: HTMLTableRowElement;
  code: string;
  name: string;
  count: number;
}

// The states of the table are all there are; what an event does not name has no signature.
function showStates(states: Record<string, number>, number: Intl.NumberFormat): void {
  const table = document.querySelector<HTMLTableSectionElement>("[data-live='states']");
  if (!table) return;
  const rows = Array.from(table.rows, (line): Row => {
    const code = line.dataset.state ?? "";
    return { line, code, name: line.cells[0]?.textContent ?? "", count: states[code] ?? 0 };
  });
  const most = rows.reduce((max, row) => Math.max(max, row.count), 0);
  rows.forEach(({ code, count }) => {
    write(`state-${code}`, number.format(count));
    const area = document.getElementById(`area-${code}`);
    if (!area) return;
    area.setAttribute("class", `area step-${step(count, most)}`);
    const title = area.querySelector("title");
    if (title) title.textContent = `${area.dataset.name}: ${number.format(count)}`;
  });
  rows.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  // Rows that stand in their places already are not touched, so that most events move nothing.
  if (rows.some(({ line }, place) => table.rows[place] !== line)) table.append(...rows.map(({ line }) => line));
  showFinding(rows);
}

// The heading's three forms stand in the page, in its language; here they only get the number and the name.
function showFinding(rows: Row[]): void {
  const heading = document.getElementById("states-heading");
  if (!heading) return;
  const signed = rows.filter((row) => row.count > 0).length;
  const { none, one, many } = heading.dataset;
  const words = (signed === 0 ? none : signed === 1 ? one : many) ?? "";
  rewrite(heading, words.replace("{count}", String(signed)).replace("{most}", rows[0]?.name ?? ""));
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
