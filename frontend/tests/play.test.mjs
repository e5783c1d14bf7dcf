// A coalition decides in real browsers, on the real server with its demo: twelve delegates with passkeys of their own halt one decision
// and then call; on other servers they stand down, hold at the deadline, and call on PostgreSQL.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { closePlays, open, openPlan, openPlays, openRoom, prepare, readCode, shoot, sign, until, vote, watch } from "./play.mjs";

// Long enough for an opening and a ballot on a busy machine.
const DEADLINE_MS = 20_000;
// Fewer delegates, where it is not the count that is looked at.
const SMALL = { groups: 4, people: 200 };

before(openPlays);
after(closePlays);

// An instant as a field of day and time takes it, in the plan's zone, with its seconds.
function inNewYork(millis) {
  return new Date(millis).toLocaleString("sv-SE", { timeZone: "America/New_York" }).replace(" ", "T");
}

async function change(room, page, label, value) {
  await openPlan(room, page);
  await page.getByRole("link", { name: "Change the plan" }).click();
  const field = page.getByLabel(label, { exact: true });
  // The page asks for whole minutes; the server knows seconds, so that nobody waits here for a minute.
  await field.evaluate((input) => (input.step = "any"));
  await field.fill(value);
  await page.getByRole("button", { name: "Save as a version" }).click();
  await page.waitForURL(/\/plans\/[^/]+$/);
}

// A mail pasted whole, with the reader's own event in it: the words are true, and the event is marked as the reader's own part.
async function holdAgainst(page, mail) {
  const words = Buffer.from(mail.slice(mail.indexOf("\r\n\r\n")), "latin1").toString("utf8");
  const [text] = words.match(/Come and read[^]*?-- ?\r?\n/);
  await page.goto(text.match(/http:\/\/localhost:\d+\/n\/[\w-]+/)[0]);
  await page.getByLabel("Paste the whole message").fill(text);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("The words of the notice, with more around them").waitFor();
  assert.match(await page.locator("mark.own").allTextContents().then((own) => own.join(" ")), /Your event: Read-in/);
}

// Each human of the waves got one mail of the call, and nobody two.
function assertOnceEach(mails, handedOver) {
  const readers = mails.filter((mail) => mail.includes("/t/leave/")).map((mail) => mail.match(/^To: .*$/m)?.[0]);
  assert.equal(readers.length, handedOver, "as many mails of the call as were handed over");
  assert.equal(new Set(readers).size, readers.length, "nobody twice");
}

// Two at a time: what one waits for, the other uses.
describe("a coalition in its browsers", { concurrency: 2 }, () => {
  it("halts a decision, and then calls: each human hears once, and the events take place", async () => {
    const room = await openRoom();
    const { page } = room.delegates[0];
    assert.equal(room.delegates.length, 12);
    await openPlan(room, page);
    await shoot(page, "plan");
    await page.goto(`${page.url()}/readiness`);
    await shoot(page, "readiness");

    // Time to halt: ten minutes of cooling-off.
    await change(room, page, "Cooling-off", "10");
    const halted = await prepare(room);
    await open(room, halted);
    for (const delegate of room.delegates.slice(0, 9)) await vote(delegate, halted, "Call We act.");
    await page.goto(halted);
    await page.getByText("The groups decided to call.").waitFor();
    for (const { page } of room.delegates.slice(0, 2)) {
      await page.goto(halted);
      await page.getByLabel("Reason").fill("The vote was put off to Monday.");
      await sign(page, "Sign the halt");
    }
    await page.goto(halted);
    await until(page, "Two groups halted the decision.");
    await shoot(page, "halted");

    await change(room, page, "Cooling-off", "0");
    const ballot = await prepare(room);
    await open(room, ballot);
    // Three quarters of all twelve: three are not for it yet, so it takes every one of the others.
    const [waiting, callers] = [room.delegates.slice(9), room.delegates.slice(0, 9)];
    for (const delegate of waiting) await vote(delegate, ballot, "Hold Not yet.");
    for (const delegate of callers.slice(0, 5)) await vote(delegate, ballot, "Call We act.");
    await page.goto(ballot);
    await shoot(page, "ballot");
    for (const delegate of callers.slice(5)) await vote(delegate, ballot, "Call We act.");
    const { audience, handedOver, mails } = await watch(room, room.delegates[0], ballot, "It was called.", "call");
    const told = await readCode(page, mails, "Come and read: the read-ins take place", "call");
    const spanish = mails.filter((mail) => /Subject: .*lecturas/.test(mail) || mail.includes("lecturas p"));
    assert.ok(told.length > 0 && handedOver > told.length - 1 && handedOver <= audience);
    assertOnceEach(mails, handedOver);
    await holdAgainst(page, told.find((mail) => mail.includes("Your event: ")));
    assert.ok(spanish.length > 0, "whoever reads Spanish hears in Spanish");
    await page.goto(`${room.server.url}/coalitions/${room.coalition.slug}`);
    await shoot(page, "coalition-called");
  });

  it("stands down", async () => {
    const room = await openRoom(SMALL);
    const ballot = await prepare(room);
    await open(room, ballot);
    for (const delegate of room.delegates) {
      await vote(delegate, ballot, "Stand down We do not.");
      if (await delegate.page.getByText(/stand down\. It starts|It was stood down/).count()) break;
    }
    const { mails } = await watch(room, room.delegates[0], ballot, "It was stood down.", "stand-down");
    await readCode(room.delegates[0].page, mails, "No read-in: thank you", "stand-down");
  });

  it("holds at the deadline, when too few have spoken", async () => {
    const room = await openRoom(SMALL);
    const [first, second] = room.delegates;
    await change(room, first.page, "Deadline", inNewYork(Date.now() + DEADLINE_MS));
    const ballot = await prepare(room);
    await open(room, ballot);
    await vote(second, ballot, "Call We act.");
    const { mails } = await watch(room, first, ballot, "A new ballot can be opened", "hold");
    const told = await readCode(first.page, mails, "Nothing is decided yet", "hold");
    assert.ok(!mails.some((mail) => mail.includes("Subject: Come and read")), "nobody is called");
    assert.ok(told.length > 0, "the hosts hear that they wait");
  });

  it("calls on PostgreSQL", async () => {
    const room = await openRoom({ ...SMALL, onPostgres: true });
    const ballot = await prepare(room);
    await open(room, ballot);
    for (const delegate of room.delegates.slice(0, 3)) await vote(delegate, ballot, "Call We act.");
    const { handedOver, mails } = await watch(room, room.delegates[0], ballot, "It was called.", "postgres");
    await readCode(room.delegates[0].page, mails, "Come and read: the read-ins take place", "postgres");
    assertOnceEach(mails, handedOver);
  });
});
