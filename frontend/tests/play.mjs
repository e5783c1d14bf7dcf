// What the delegates of a demo do in their browsers: sign in, prepare, open, vote, watch, read the code. The plays themselves stand in
// play.test.mjs.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { mailedLink, openDevice } from "./authenticator.mjs";
import * as axe from "./axe.mjs";
import { openBrowser } from "./browser.mjs";
import { serveDemo } from "./served.mjs";

const WAIT_MS_MAX = 60_000;
const VIEWS = [[390, 844], [1280, 900]];

let browser;
const rooms = [];

export async function openPlays() {
  browser = await openBrowser();
}

export async function closePlays() {
  await browser?.close();
  for (const { server } of rooms) await server.close();
}

// A delegate at their own phone, signed in, with a passkey.
async function openDelegate(server, email) {
  const { context, page } = await openDevice(browser);
  await page.goto(`${server.url}/console/sign-in`);
  await page.locator("[name=email]").fill(email);
  await page.locator("form:has([name=email]) button").click();
  await page.waitForURL("**/check-mail");
  await page.goto(await mailedLink(server, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/console");
  await page.goto(`${server.url}/console/account`);
  await page.getByLabel("Name of the new passkey").fill("Phone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Signs in, and signs ballots").waitFor();
  return { context, page };
}

// A server with its demo, and its delegates.
export async function openRoom(demo) {
  const server = await serveDemo(demo);
  rooms.push({ server });
  const { coalitions: [coalition] } = await server.run("demo");
  const delegates = [];
  for (const { delegate } of coalition.delegates) delegates.push(await openDelegate(server, delegate));
  return { server, coalition, delegates, plans: `${server.url}/console/coalitions/${coalition.slug}/plans` };
}

export async function shoot(page, name) {
  for (const [width, height] of VIEWS) {
    await page.setViewportSize({ width, height });
    await axe.shoot(page, `play-${name}-${width}`);
    await axe.shoot(page, `play-${name}-${width}-first`, false);
  }
  await page.setViewportSize({ width: 390, height: 800 });
}

export async function openPlan({ plans }, page) {
  await page.goto(plans);
  await page.getByRole("link", { name: "If the library budget is cut" }).click();
  await page.getByRole("heading", { level: 1, name: "If the library budget is cut" }).waitFor();
}

export async function prepare(room) {
  const [{ page }] = room.delegates;
  await openPlan(room, page);
  await page.getByRole("button", { name: "Prepare the ballot" }).click();
  await page.waitForURL("**/ballots/*");
  return page.url();
}

// One's signature under an act or a ballot; a receipt answers a ballot.
export async function sign(page, button) {
  const answered = page.waitForEvent("framenavigated");
  await page.getByRole("button", { name: button }).click();
  await answered;
  await page.waitForLoadState("load");
  assert.equal(await page.locator("[role=alert]").count(), 0, "nothing is refused");
}

export async function open(room, ballot) {
  for (const { page } of room.delegates.slice(0, 2)) {
    await page.goto(ballot);
    await sign(page, "Sign the opening");
  }
  // Where it stands, not what the second of them is told at the head of the page.
  await room.delegates[1].page.locator("[data-part=standing]").getByText("The ballot is open").waitFor();
}

export async function vote({ page }, ballot, choice) {
  await page.goto(ballot);
  await page.getByRole("radio", { name: choice }).check();
  await page.getByRole("button", { name: "Sign the ballot" }).click();
  await page.getByText("Your signature counts").waitFor();
}

// Numbers of the last row of the waves: audience, handed over, refused, in doubt, waiting.
async function sums(page) {
  const cells = await page.locator("table tbody tr").last().locator("td").allTextContents();
  return cells.map((text) => Number(text.replaceAll(",", "")));
}

// The page says so by itself, without being loaded again.
export async function until(page, words) {
  await page.getByText(words).waitFor({ timeout: WAIT_MS_MAX });
}

// Waits for what a decision starts, looks at it, and answers the numbers of its waves.
export async function watch({ server }, { page }, ballot, started, name) {
  await page.goto(ballot);
  await until(page, started);
  await page.getByRole("link", { name: "See how far the mails are" }).click();
  await until(page, "Everybody was handed over, refused with a reason");
  // The sentence and the rows come in parts of their own: of a few hundredths of a second one may be ahead.
  for (const deadline = Date.now() + WAIT_MS_MAX; (await sums(page))[4] !== 0 && Date.now() < deadline; ) await wait(50);
  const numbers = await sums(page);
  await shoot(page, `${name}-progress`);
  const [audience, ...ends] = numbers;
  assert.ok(audience > 0, "somebody is told");
  assert.equal(ends.reduce((sum, number) => sum + number, 0), audience, "everybody is handed over, refused, in doubt or waiting");
  assert.equal(ends[3], 0, "nobody waits any more");
  return { audience, handedOver: ends[0], mails: server.mails() };
}

// The mails of an outcome, and the page of the code that they name.
export async function readCode(page, mails, subject, name) {
  const told = mails.filter((mail) => mail.includes(`Subject: ${subject}`));
  const [url] = told[0].match(/http:\/\/localhost:\d+\/n\/[\w-]+/);
  await page.goto(url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.ok((await page.locator("main").textContent()).includes(subject), "the code shows the true words");
  await shoot(page, `${name}-code`);
  // The page that checks files, and the way back.
  await page.getByRole("link", { name: "in your browser" }).click();
  await page.getByRole("link", { name: "Back to the page of the code" }).click();
  assert.equal(page.url(), new URL(url).href, "the same code");
  return told;
}
