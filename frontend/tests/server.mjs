// The server that the tests look at: the one at CLARION_URL, else the styleguide example, started here on a free port and ended here.
// CLARION_BINARY names the built program; the example lies in the folder beside it. Without it cargo builds and runs the example.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const START_MS_MAX = 600_000;

export async function openServer() {
  if (process.env.CLARION_URL) return { url: process.env.CLARION_URL.replace(/\/$/, ""), close() {} };
  const address = `127.0.0.1:${await freePort()}`;
  const built = process.env.CLARION_BINARY && join(dirname(process.env.CLARION_BINARY), "examples", "styleguide");
  const [program, ...words] =
    built && existsSync(built) ? [built] : ["cargo", "run", "--quiet", "-p", "clarion", "--example", "styleguide", "--"];
  const child = spawn(program, [...words, address], {
    cwd: new URL("../../", import.meta.url),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const deadline = Date.now() + START_MS_MAX;
  const url = `http://${address}`;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error("the styleguide did not start");
    if (await answers(`${url}/styleguide`)) return { url, close: () => child.kill() };
    await wait(200);
  }
  child.kill();
  throw new Error("the styleguide did not answer in time");
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
