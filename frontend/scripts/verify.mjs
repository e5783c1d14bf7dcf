// Builds the page that checks decisions: one file of HTML with its script and its style inside, which may ask no computer anything.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const built = await build({
  configFile: false,
  root: at("."),
  publicDir: false,
  logLevel: "warn",
  build: {
    write: false,
    target: ["chrome79", "safari12"],
    lib: { entry: at("src/verify/main.ts"), formats: ["iife"], name: "verify", fileName: "verify", cssFileName: "verify" },
  },
});
const outputs = built.flatMap(({ output }) => output);
const script = outputs.find(({ type }) => type === "chunk").code.trim();
const style = String(outputs.find(({ fileName }) => fileName.endsWith(".css")).source).trim();
if (/<\/(script|style)/i.test(script + style)) throw new Error("the script or the style would end its element early");

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
// With functions, so that nothing in them is taken for a pattern.
const page = readFileSync(at("src/verify/page.html"), "utf8")
  .replace("{{policy}}", () => policy)
  .replace("{{style}}", () => style)
  .replace("{{script}}", () => script);
writeFileSync(at("dist/verify.html"), page);
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
writeFileSync(at("dist/verify.html.br"), brotliCompressSync(page, brotli));
writeFileSync(at("dist/verify.html.gz"), gzipSync(page, { level: 9 }));
