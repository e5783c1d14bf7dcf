// Keeps "3 hours, 12 minutes left" current. The page says the time and what was left when it was made; without this script it
// simply stays at that.

type Unit = "day" | "hour" | "minute";

const MINUTE_MS = 60_000;
const STEPS: [Unit, number][] = [
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
];

export function startCountdown(place: HTMLElement): void {
  const end = Date.parse(place.dataset.until ?? "");
  if (Number.isNaN(end)) return;
  const show = (): void => {
    if (!place.isConnected) return;
    const minutes = Math.ceil((end - Date.now()) / MINUTE_MS);
    place.textContent = minutes > 0 ? (place.dataset.left ?? "").replace("{left}", words(minutes)) : place.dataset.over ?? "";
    if (minutes > 0) window.setTimeout(show, Math.min(MINUTE_MS, Math.max(1_000, (end - Date.now()) % MINUTE_MS || MINUTE_MS)));
  };
  show();
}

// The two largest units: "2 days, 3 hours".
function words(minutes: number): string {
  const parts: string[] = [];
  let rest = minutes;
  for (const [unit, size] of STEPS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(counted(count, unit));
  }
  return parts.join(", ");
}

function counted(count: number, unit: Unit): string {
  const names: Record<string, Record<string, [string, string]>> = {
    en: { day: ["day", "days"], hour: ["hour", "hours"], minute: ["minute", "minutes"] },
    es: { day: ["día", "días"], hour: ["hora", "horas"], minute: ["minuto", "minutos"] },
  };
  const lang = document.documentElement.lang === "es" ? "es" : "en";
  const [one, many] = names[lang]?.[unit] ?? ["", ""];
  return `${count} ${count === 1 ? one : many}`;
}
