// What stories of the console share: signing in, looking at a page with axe at phone and desktop width, and pressing with the keyboard alone.
import assert from "node:assert/strict";
import { mailedLink } from "./authenticator.mjs";
import { troublesIn } from "./axe.mjs";

const TABS_MAX = 120;

// Somebody signed in, on a phone; their first group's address.
export async function openAs(browser, server, email, javaScriptEnabled = true) {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${server.url}/console/sign-in`);
  await page.locator("[name=email]").fill(email);
  await page.locator("form:has([name=email]) button").click();
  await page.waitForURL("**/check-mail");
  await page.goto(await mailedLink(server, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/console");
  const group = await page.locator("section[aria-labelledby=groups-heading] .card h3 a").first().getAttribute("href");
  return { page, group };
}

// What axe finds wrong with a page at a width, and whether it scrolls sideways there: narrow ones are dark, wide ones light.
export async function examine(server, page, path, width) {
  const answer = await page.goto(`${server.url}${path}`);
  const found = await troublesIn(page, [[width, width < 600 ? "dark" : "light"]], path);
  return answer.status() === 200 ? found : [`${path} answers ${answer.status()}`, ...found];
}

// A page on a phone in English, and on a desk in Spanish.
export async function look(server, page, path) {
  assert.deepEqual([...(await examine(server, page, path, 320)), ...(await examine(server, page, `/es${path}`, 1280))], []);
}

// Goes on with the tabulator until what is wanted has the focus.
export async function reach(page, selector) {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  assert.fail(`${selector} is not reached with the keyboard`);
}

// The same, and presses Enter there.
export async function press(page, selector) {
  await reach(page, selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}
