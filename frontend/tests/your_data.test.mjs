// The supporter's page on the real server with its demo: asked for, read, left, corrected, taken along and forgotten, without scripts and
// with the keyboard alone. Every page is looked at by axe, on a phone and on a desktop, in both languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { look, press, reach } from "./console.mjs";
import { serveDemo } from "./served.mjs";


let server;
let browser;

before(async () => {
  server = await serveDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function open(javaScriptEnabled) {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled, reducedMotion: "reduce" });
  return context.newPage();
}

// Signs the demo's first petition, ticking what there is to tick, and confirms from the mailbox.
async function sign(page, email) {
  await page.goto(server.url);
  await page.locator('a[href^="/petitions/"]').first().click();
  await page.getByLabel("Given name").fill("Ada");
  await page.getByLabel("Family name").fill("Made-Up");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("ZIP code").fill("45501");
  for (const box of await page.locator(".tick input").all()) await box.check();
  await page.getByRole("button", { name: "Sign the petition" }).click();
  await page.waitForURL("**/check-mail");
  const link = (await server.mailTo(email, true)).match(/http[^\s"<]*\/t\/[\w-]{22}/)[0];
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm my signature" }).click();
  await page.waitForLoadState();
}

async function ask(page, email) {
  await page.goto(server.url);
  await page.getByRole("link", { name: "What is held about you" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await page.waitForURL("**/your-data/check-mail");
  return new URL((await server.mailTo(email, true)).match(/http[^\s"<]*\/t\/[\w-]{22}/)[0]).pathname;
}

describe("what is held about somebody", () => {
  it("is asked for, read, left, corrected and forgotten without scripts", async () => {
    const page = await open(false);
    const email = "without@people.example";
    await sign(page, email);
    const link = await ask(page, email);
    await page.goto(`${server.url}${link}`);
    await page.getByRole("heading", { name: "What is held about you" }).waitFor();
    await page.getByText(email).first().waitFor();
    await page.getByText("You signed and confirmed it").first().waitFor();
    assert.ok((await page.getByText("You said so yourself.").count()) > 0, "with the words and how we know");
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByText("Choose at least one group.").waitFor();
    await page.locator("#what-calls").check();
    await page.locator("#leave-every").check();
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByText("Done. A mail that is already on its way").waitFor();
    await page.getByRole("link", { name: "Correct these details" }).first().click();
    await page.getByLabel("Given name").fill("Adelaide");
    await page.getByLabel("ZIP code").fill("1");
    await page.getByRole("button", { name: "Save" }).click();
    assert.equal(await page.getByLabel("Given name").inputValue(), "Adelaide", "nothing typed is lost");
    await page.getByLabel("ZIP code").fill("45502");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Adelaide").first().waitFor();
    const copy = await (await fetch(`${server.url}${link}/copy.json`)).json();
    assert.equal(copy.address, email);
    assert.ok(copy.groups.every(({ held }) => held.consents.length > 0), "each with its receipts");
    await page.getByRole("link", { name: "What being forgotten by all groups does" }).click();
    await page.getByRole("button", { name: "Forget me for good" }).click();
    await page.getByText("You are forgotten.").waitFor();
    assert.equal(await page.getByText("Adelaide").count(), 0);
    await page.context().close();
  });

  it("is used with the keyboard alone", async () => {
    const page = await open(true);
    const email = "keys@people.example";
    await sign(page, email);
    await page.goto(`${server.url}/your-data`);
    await reach(page, "#email");
    await page.keyboard.type(email);
    await Promise.all([page.waitForURL("**/check-mail"), page.keyboard.press("Enter")]);
    const link = (await server.mailTo(email, true)).match(/http[^\s"<]*\/t\/[\w-]{22}/)[0];
    await page.goto(link);
    await press(page, 'form[action$="/leave"] button');
    await page.getByText("Done. A mail that is already on its way").waitFor();
    await press(page, 'a[href*="/details/"]');
    await reach(page, "#given_name");
    await page.keyboard.press("End");
    await page.keyboard.type("lyn");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.getByText("Saved.").waitFor();
    await page.getByText("Adalyn").first().waitFor();
    await press(page, 'a[href*="/forget?group="]');
    await press(page, 'form[action$="/forget"] button');
    await page.getByText("You are forgotten.").waitFor();
    await page.context().close();
  });

  it("is sound on phones and desktops, in both languages", async () => {
    const page = await open(true);
    const email = "sound@people.example";
    await sign(page, email);
    const link = await ask(page, email);
    await page.goto(`${server.url}${link}`);
    const details = new URL(await page.getByRole("link", { name: "Correct these details" }).first().getAttribute("href"), server.url).pathname;
    const slug = details.split("/").at(-1);
    await page.locator("#what-everything").check();
    await page.locator("#leave-every").check();
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByRole("button", { name: "Let mails of all groups come again" }).waitFor();
    const paths = ["/your-data", "/your-data/check-mail", link, `${link}?done=left`, details, `${link}/forget?group=${slug}`, `${link}/forget?group=all`];
    for (const path of paths) await look(server, page, path);
    const nobody = await ask(page, "nobody@people.example");
    await page.goto(`${server.url}${nobody}`);
    await page.getByText("Nothing is held under this address").waitFor();
    await look(server, page, nobody);
    await page.goto(`${server.url}${nobody}`);
    await page.getByRole("button", { name: "It wasn’t me" }).click();
    await page.getByText("No more of these links").waitFor();
    await page.context().close();
  });
});
