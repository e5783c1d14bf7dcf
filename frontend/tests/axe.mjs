// What is wrong with a page that is shown: what axe-core finds, and whether it scrolls sideways. Screenshots for whoever asks for them.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Light and dark differ in nothing but colours (src/styles/tokens.css): these look at them.
const RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"];
const shots = new URL("../screenshots/", import.meta.url);

// One sentence each. Only they leave the page: all that axe says of a page is long.
export async function troublesOf(page, rules = RULES) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    const troubles = [];
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) troubles.push(`scrolls sideways by ${wide} pixels`);
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    const first = ({ target, any }) => `${target} (${any[0]?.message ?? ""})`;
    return [...troubles, ...violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(first).join("; ")}`)];
  }, rules);
}

// The same in each view, a width with light or dark; leaves a screenshot of each. Without motion, or a button would be looked at on its
// way from one colour to the other.
export async function troublesIn(page, views, name) {
  const found = [];
  for (const [at, [width, colorScheme]] of views.entries()) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const troubles = await troublesOf(page, views[at - 1]?.[0] === width ? RULES_OF_COLOURS : RULES);
    found.push(...troubles.map((trouble) => `${name} ${width} ${colorScheme}: ${trouble}`));
    await shoot(page, `${name}-${width}-${colorScheme}`);
  }
  return found;
}

// Into frontend/screenshots, with CLARION_SHOTS=1: drawing whole pages took as long as looking at them.
export async function shoot(page, name, fullPage = true) {
  if (process.env.CLARION_SHOTS !== "1") return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: new URL(`${name.replace(/[^\w-]+/g, "-")}.png`, shots).pathname, fullPage });
}
