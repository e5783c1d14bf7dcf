// What an owner does for their group, with the keyboard alone, on the real server with its demo: an API key made and taken away, and the
// audit log that says so; a rule about how long people are kept; a webhook; a field with choices; groups that ask to join the coalition.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { look, openAs, press, reach } from "./console.mjs";
import { serveDemo } from "./served.mjs";

const COORDINATOR = "wren@coordinators.example";

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

describe("an owner", () => {
  it("makes a key that is shown once, takes it away, and finds both in the audit log", async () => {
    const { page, group } = await openAs(browser, server, COORDINATOR);
    await page.goto(`${server.url}${group}`);
    await press(page, 'a[href$="/api-keys"]');
    await reach(page, "#name");
    await page.keyboard.type("Website");
    await reach(page, "#people");
    await page.keyboard.press("Space");
    await press(page, 'form[action$="/api-keys"] button');
    const key = await page.locator("code").innerText();
    const asked = await fetch(`${server.url}/api/v2/people`, { headers: { "OSDI-API-Token": key } });
    assert.equal(asked.status, 403, "it adds people and reads none");
    await press(page, 'main a[href$="/api-keys"]');
    assert.ok(!(await page.content()).includes(key), "it is shown once");
    const revoke = await page.locator('a[href$="/revoke"]').first().getAttribute("href");
    await page.goto(`${server.url}${revoke}`);
    await press(page, `form[action="${revoke}"] button`);
    await page.getByRole("heading", { name: "Taken away" }).waitFor();
    await page.goto(`${server.url}${group}`);
    await press(page, 'a[href$="/audit"]');
    const log = await page.locator("main").innerText();
    assert.ok(log.indexOf("Took an API key away") < log.indexOf("Made an API key") && log.includes("2 entries"), log);
    await look(server, page, `${group}/audit`);
  });

  it("sees what a rule would touch, switches it on for a week later, and off again", async () => {
    const { page, group } = await openAs(browser, server, COORDINATOR);
    await page.goto(`${server.url}${group}`);
    await press(page, 'nav a[href$="/settings"]');
    await press(page, 'main a[href$="/retention"]');
    await press(page, 'main a[href$="/retention/quiet"]');
    await press(page, 'form[action$="/look"] button');
    for (let tries = 0; tries < 100 && (await page.locator('form[action$="/on"]').count()) === 0; tries += 1) {
      await page.reload();
    }
    assert.match(await page.locator("#look").innerText(), /Within 90 days/);
    await press(page, 'form[action$="/on"] button');
    assert.match(await page.locator("#stands").innerText(), /does nothing before/);
    for (const path of [`${group}/settings`, `${group}/retention`, `${group}/retention/quiet`]) await look(server, page, path);
    await page.goto(`${server.url}${group}/retention/quiet`);
    await press(page, 'form[action$="/off"] button');
    assert.equal(await page.locator("#stands").count(), 0);
    await page.goto(`${server.url}${group}/settings`);
    const leave = await page.locator('main a[href*="/leave?"]').first().getAttribute("href");
    await look(server, page, leave);
  });

  it("adds a webhook, keeps its secret, switches it on, and removes it", async () => {
    const { page, group } = await openAs(browser, server, COORDINATOR);
    await page.goto(`${server.url}${group}`);
    await press(page, 'a[href$="/webhooks"]');
    await reach(page, "#url");
    await page.keyboard.type("https://hooks.example/in");
    await reach(page, "#signature");
    await page.keyboard.press("Space");
    await press(page, 'form[action$="/webhooks"] button');
    const secret = await page.locator("code").innerText();
    assert.ok(secret.startsWith("whsec_"), secret);
    await press(page, 'main a.button');
    assert.ok(!(await page.content()).includes(secret), "it is shown once");
    const hook = new URL(page.url()).pathname;
    await press(page, `form[action="${hook}/on"] button`);
    await page.locator(`form[action="${hook}/off"]`).waitFor();
    for (const path of [`${group}/webhooks`, hook, `${hook}/remove`]) await look(server, page, path);
    await page.goto(`${server.url}${hook}/remove`);
    await press(page, `form[action="${hook}/remove"] button`);
    await page.waitForURL(/\/webhooks\?done=webhook-removed$/);
    assert.ok(!(await page.content()).includes("hooks.example/in"));
  });

  it("defines a field with choices, sets it on a person, and asks the list by it", async () => {
    const { page, group } = await openAs(browser, server, COORDINATOR);
    await page.goto(`${server.url}${group}/supporters`);
    await press(page, 'main a[href$="/fields"]');
    await reach(page, "#name");
    await page.keyboard.type("T-shirt");
    await reach(page, "#choices");
    await page.keyboard.type("Small\nLarge");
    await press(page, 'form[action$="/fields"] button');
    await press(page, 'main a[href*="/fields/"]');
    const field = new URL(page.url()).pathname;
    const choice = await page.locator('main a[href*="/choices/"]').first().getAttribute("href");
    await page.goto(`${server.url}${group}/supporters`);
    await press(page, 'th a[href*="/supporters/"]');
    const person = new URL(page.url()).pathname;
    await reach(page, 'select[name^="field-"]');
    await page.keyboard.press("ArrowDown");
    await press(page, `form[action="${person}/choices"] button`);
    await page.goto(`${server.url}${field}`);
    await press(page, 'main a[href*="choices="]');
    await page.getByText("1 person fits").waitFor();
    const asked = new URL(page.url()).search;
    for (const path of [`${group}/fields`, field, choice, `${field}/remove`, person, `${group}/supporters${asked}`]) await look(server, page, path);
  });

  it("lets groups ask to join the coalition, and takes one in", async () => {
    const { coalitions: [coalition] } = await server.run("demo");
    const { page } = await openAs(browser, server, COORDINATOR);
    const joining = `/console/coalitions/${coalition.slug}/joining`;
    const open = `/coalitions/${coalition.slug}/join`;
    await page.goto(`${server.url}${joining}`);
    await reach(page, "#state");
    await page.keyboard.press("ArrowUp");
    await reach(page, "#words_en");
    await page.keyboard.type("Come along.");
    await press(page, `form[action="${joining}"] button`);
    for (const path of [joining, open, `/console/join/${coalition.slug}`]) await look(server, page, path);
    const asker = await (await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled: false })).newPage();
    await asker.goto(`${server.url}/coalitions/${coalition.slug}`);
    await asker.getByRole("link", { name: "Join with your group" }).click();
    const typed = { given_name: "Ada", family_name: "Example", email: "ada@walkers.example", zip: "45501", q1: "Night Walkers",
      q3: "1 Made-up Lane", q4: "We walk at night." };
    for (const [name, value] of Object.entries(typed)) await asker.locator(`[name=${name}]`).fill(value);
    for (const name of ["q2", "q5"]) await asker.locator(`[name=${name}]`).first().check();
    await asker.getByRole("button", { name: "Ask to join" }).click();
    await asker.waitForURL("**/check-mail");
    const mail = await server.mailTo("ada@walkers.example", true);
    await asker.goto(`${server.url}${new URL(mail.match(/https?:\/\/[^\s"<>]+\/t\/[\w-]{22}/)[0]).pathname}`);
    await asker.getByRole("button", { name: "Ask to join" }).click();
    await asker.getByRole("heading", { name: "You have asked" }).waitFor();
    await page.goto(`${server.url}${joining}`);
    await press(page, `main a[href*="/joining/"]`);
    const request = new URL(page.url()).pathname;
    await look(server, page, request);
    await page.goto(`${server.url}${request}`);
    await press(page, `form[action="${request}/accept"] button`);
    await page.getByRole("status").getByText("The group is taken in.").waitFor();
    await press(page, 'nav.tabs a[href*="/settings"]');
    await page.getByText("The form is on: any group can ask to join.").waitFor();
    await look(server, page, `/console/coalitions/${coalition.slug}/settings`);
    await page.goto(`${server.url}/coalitions/${coalition.slug}`);
    await page.getByRole("link", { name: "Night Walkers" }).waitFor();
  });
});
