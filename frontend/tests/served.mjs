// The real server with its demo, in a folder of its own, started here and ended here: CLARION_BINARY, else the built
// binary of the workspace. On SQLite, or on a temporary PostgreSQL that an example beside the binary keeps.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const START_MS_MAX = 60_000;
const MAIL_MS_MAX = 15_000;

function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
  const path = process.env.CLARION_BINARY ?? join(target, "debug/clarion");
  if (!existsSync(path)) throw new Error(`no server at ${path}: build it (cargo build -p clarion) or set CLARION_BINARY`);
  return path;
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

// An empty PostgreSQL database, kept until it is closed. Without the built example cargo builds and runs it.
async function openDatabase() {
  const built = join(dirname(binary()), "examples", "postgres");
  const [program, ...words] =
    existsSync(built) ? [built] : ["cargo", "run", "--quiet", "-p", "testkit", "--example", "postgres"];
  const child = spawn(program, words, { cwd: new URL("../../", import.meta.url), stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const url of createInterface({ input: child.stdout })) {
    const close = async () => {
      child.stdin.end();
      await ended;
    };
    return { url, close };
  }
  throw new Error("no PostgreSQL came");
}

// The demo of a first start, or one of another size: { groups, people, onPostgres }.
export async function serveDemo({ groups, people = 200, onPostgres = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "clarion-pages-"));
  const address = `127.0.0.1:${await freePort()}`;
  // By name: a sender of mails needs a domain, and an IP address is none.
  const url = `http://${address.replace("127.0.0.1", "localhost")}`;
  const settings = { CLARION_DATA_DIR: join(folder, "data"), CLARION_LISTEN: address, CLARION_PUBLIC_URL: url };
  // No setting of the machine gets in.
  const rest = Object.entries(process.env).filter(([name]) => !name.startsWith("CLARION_"));
  const options = { cwd: folder, env: { ...Object.fromEntries(rest), ...settings }, stdio: ["ignore", "ignore", "ignore"] };
  const database = onPostgres ? await openDatabase() : undefined;
  if (database) options.env.CLARION_DATABASE_URL = database.url;
  // A command of the same instance, with its answer in JSON.
  const run = async (...words) => JSON.parse((await promisify(execFile)(binary(), [...words, "--json"], options)).stdout);
  if (groups) await run("demo", "--groups", String(groups), "--people", String(people));
  const child = spawn(binary(), ["serve"], options);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const close = async () => {
    child.kill();
    await ended;
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const seen = {};
  const deadline = Date.now() + START_MS_MAX;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error("the server did not start");
    }
    await wait(100);
  }
  const outbox = join(folder, "data/outbox");
  return {
    url, close, run,
    mailTo: (email, isAnother) => mailTo(outbox, email, isAnother && (seen[email] ??= new Set())),
    mails: () => readdirSync(outbox).filter((name) => name.endsWith(".eml")).map((name) => readable(readFileSync(join(outbox, name), "utf8"))),
  };
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

// The text of the mail that the outbox holds for an address, waited for; with `seen` one that was not given out before.
async function mailTo(outbox, email, seen) {
  const deadline = Date.now() + MAIL_MS_MAX;
  for (;;) {
    const files = existsSync(outbox) ? readdirSync(outbox).filter((name) => name.endsWith(".eml") && !seen?.has(name)) : [];
    for (const name of files) {
      const text = readable(readFileSync(join(outbox, name), "utf8"));
      if (text.includes(email)) {
        seen?.add(name);
        return text;
      }
    }
    if (Date.now() > deadline) throw new Error("no mail came to the outbox");
    await wait(100);
  }
}

// Enough of quoted-printable to find a link.
function readable(mail) {
  const joined = mail.replace(/=\r?\n/g, "");
  return joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
