// Petitions in the console on the real server with its demo: written without scripts, approved by somebody else with the keyboard
// alone, co-sponsored by another group. Every page is looked at by axe, at phone and desktop width.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import * as console_ from "./console.mjs";
import { serveDemo } from "./served.mjs";

let server;
let browser;
let delegates;

before(async () => {
  server = await serveDemo();
  browser = await openBrowser();
  const { coalitions: [coalition] } = await server.run("demo");
  delegates = coalition.delegates;
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const openAs = (email, javaScriptEnabled) => console_.openAs(browser, server, email, javaScriptEnabled);
const look = (page, path) => console_.look(server, page, path);
const { press } = console_;

describe("a petition in the console", () => {
  it("is written without scripts, approved with the keyboard and co-sponsored by consent", async () => {
    const [first, second] = delegates;
    const writer = await openAs(first.delegate, false);
    const { page } = writer;
    await page.goto(`${server.url}${writer.group}/petitions`);
    await page.getByRole("link", { name: "Write a petition" }).click();
    await page.locator("#title_en").fill("Read aloud on Fridays");
    await page.locator("#text_en").fill("Please read **aloud**.");
    await page.locator("#find").fill("governor ohio");
    await page.getByRole("button", { name: "Look for it" }).click();
    await page.getByLabel("Governor of Ohio").check();
    await page.locator("#goal").fill("many");
    await page.getByRole("button", { name: "Keep the draft" }).click();
    await page.getByRole("link", { name: "Goal: write a whole number" }).waitFor();
    assert.equal(await page.locator("#title_en").inputValue(), "Read aloud on Fridays", "nothing typed is lost");
    await page.locator("#goal").fill("500");
    await page.getByRole("button", { name: "Keep the draft" }).click();
    const draft = new URL(page.url()).pathname;
    const other = await openAs(second.delegate);
    await page.locator("#group").fill(other.group.split("/").at(-1));
    await page.getByRole("button", { name: "Ask it to co-sponsor" }).click();
    await page.getByRole("button", { name: "Send for approval" }).click();
    await page.getByText("It waits for approval").waitFor();

    const reader = await openAs(first.deputy);
    await reader.page.goto(`${server.url}${reader.group}`);
    await press(reader.page, 'a[href$="/petitions"]');
    await press(reader.page, `a[href="${draft}"]`);
    for (const path of [draft, `${draft}/preview`, `${draft}/drop`]) await look(reader.page, path);
    await reader.page.goto(`${server.url}${draft}`);
    await press(reader.page, 'form[action$="/publish"] button');
    await reader.page.getByText("Approved and published by").waitFor();
    await look(reader.page, draft);
    await look(reader.page, `${draft}/dates`);

    const sponsored = `${other.group}/petitions/${draft.split("/").at(-1)}`;
    await look(other.page, sponsored);
    assert.ok(!(await (await fetch(`${server.url}/petitions/read-aloud-on-fridays`)).text()).includes(other.group.split("/").at(-1)));
    await other.page.goto(`${server.url}${sponsored}`);
    await press(other.page, 'form[action$="/accept"] button');
    const open = await browser.newPage();
    await open.goto(`${server.url}/petitions/read-aloud-on-fridays`);
    await open.getByRole("heading", { name: "Read aloud on Fridays" }).waitFor();
    assert.equal(await open.locator(`input[name="news-${other.group.split("/").at(-1)}"]`).count(), 1);
  });

  it("gets news beneath its words, written without scripts and published with the keyboard", async () => {
    const [{ delegate, deputy }] = delegates;
    const writer = await openAs(delegate, false);
    const { page } = writer;
    await page.goto(`${server.url}${writer.group}/petitions`);
    await page.getByRole("link", { name: "Read aloud on Fridays" }).click();
    await page.getByRole("link", { name: "Write news or a correction" }).click();
    const form = new URL(page.url()).pathname;
    await page.locator("#text_en").fill("They **listened**.");
    await page.getByRole("button", { name: "Keep the draft" }).click();
    await page.getByRole("link", { name: "Title: the English words need one, too." }).waitFor();
    assert.equal(await page.locator("#text_en").inputValue(), "They **listened**.", "nothing typed is lost");
    assert.match(await page.locator("#title_en").getAttribute("aria-describedby"), /title_en-error/);
    await page.locator("#title_en").fill("We met the governor’s office");
    await page.getByRole("button", { name: "Keep the draft" }).click();
    const draft = new URL(page.url()).pathname;
    await page.getByRole("button", { name: "Send for approval" }).click();
    await page.getByRole("status").getByText("It is sent for approval").waitFor();

    const reader = await openAs(deputy);
    for (const path of [draft, `${draft}/preview`, `${draft}/words`, form]) await look(reader.page, path);
    await reader.page.goto(`${server.url}${reader.group}/petitions`);
    await press(reader.page, `a[href="${draft}"]`);
    await press(reader.page, 'form[action$="/publish"] button');
    await reader.page.getByRole("status").getByText("It is published").waitFor();
    await look(reader.page, new URL(reader.page.url()).pathname);
    await look(reader.page, "/petitions/read-aloud-on-fridays");
    await reader.page.goto(`${server.url}/petitions/read-aloud-on-fridays`);
    await reader.page.getByRole("heading", { name: "We met the governor’s office" }).waitFor();
  });
});
