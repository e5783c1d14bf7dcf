// Two delegates of two groups change how long new passkeys wait, each signing at a browser of their own; a form with two passkeys chooses
// the one that lies on this device. On the real server with its demo.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mailedLink, openDevice } from "./authenticator.mjs";
import { troublesIn } from "./axe.mjs";
import { openBrowser } from "./browser.mjs";
import { serveDemo } from "./served.mjs";

const VIEWS = [[320, "dark"], [390, "light"], [1280, "light"]];

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

// Signs in by mail on a device of its own, and adds a passkey that is named by the device.
async function openDelegate(email) {
  const { page } = await openDevice(browser);
  await page.goto(`${server.url}/console/sign-in`);
  await page.locator("[name=email]").fill(email);
  await page.locator("form:has([name=email]) button").click();
  await page.waitForURL("**/check-mail");
  await page.goto(await mailedLink(server, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/console");
  await page.goto(`${server.url}/console/account`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.waitForURL(/\/console\/account\?added=[0-9a-f-]+#passkeys$/);
  return page;
}

const look = async (page, name) => assert.deepEqual(await troublesIn(page, VIEWS, `waits-${name}`), []);

describe("two delegates", () => {
  it("change how long passkeys wait, each by signing", async () => {
    const { coalitions: [coalition] } = await server.run("demo");
    const [one, other] = coalition.delegates.map(({ delegate }) => delegate);
    const list = `${server.url}/console/coalitions/${coalition.slug}/passkeys`;
    // The same person at two devices: the passkeys have two names, and each device offers its own first.
    const elsewhere = await openDelegate(one);
    const page = await openDelegate(one);
    const names = await page.locator("#passkeys h3").allInnerTexts();
    assert.equal(new Set(names).size, 2, names.join());
    await page.goto(list);
    await look(page, "list");
    await page.getByRole("link", { name: "Change to: 24 hours" }).click();
    const select = "select[name=passkey]";
    const chosen = await page.locator(select).evaluate((field) => field.selectedOptions[0].textContent);
    await elsewhere.goto(page.url());
    const chosenElsewhere = await elsewhere.locator(select).evaluate((field) => field.selectedOptions[0].textContent);
    assert.deepEqual([chosenElsewhere, chosen], names, "each its own");
    await look(page, "sign");
    await page.getByRole("button", { name: "Sign the change" }).click();
    await page.getByText("Signed", { exact: true }).waitFor();
    const second = await openDelegate(other);
    await second.goto(list);
    await second.getByText("counts as soon as it stands in the log").waitFor();
    await second.getByRole("link", { name: "Change to: 24 hours" }).click();
    await second.getByText("Another group has signed the same").waitFor();
    await second.getByRole("button", { name: "Sign the change" }).click();
    await second.waitForURL(list);
    await second.getByText("counts 24 hours after its entry").waitFor();
    // Now everybody waits, so nobody can let anybody off waiting.
    await second.getByRole("link", { name: "Confirm the passkey of" }).first().click();
    await second.getByText("You have no passkey that can confirm for your group").waitFor();
    await look(second, "confirm");
  });
});
