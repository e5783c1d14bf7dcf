// Chromium as the tests use it, and the list of pages they visit.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = [process.env.CLARION_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function openBrowser() {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium found: install it (apt install chromium) or set CLARION_CHROMIUM");
  // Chromium refuses its sandbox to root, as which containers often run.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

// Every page that the styleguide links, itself included, in one language. Plain text is no page.
export async function listPages(url, prefix = "") {
  const index = await (await fetch(`${url}${prefix}/styleguide`)).text();
  const links = [...index.matchAll(/href="((?:\/es)?\/styleguide\/[^"#]+)"/g)].map(([, path]) => path);
  const pages = [...new Set(links)].filter((path) => path.startsWith(`${prefix}/styleguide`) && !path.endsWith(".txt"));
  return [`${prefix}/styleguide`, ...pages];
}
