// Builds one stylesheet, one small script, and the proof-of-work piece that only a page that asks for it loads.
// Names carry a hash of their content, so that the server may tell browsers to keep them for ever.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/assets/",
  build: {
    target: ["chrome79", "safari12"],
    cssTarget: ["chrome79", "safari12"],
    assetsDir: ".",
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    // The preload helper would put scripts' addresses into the page; one small script needs none of that.
    modulePreload: false,
    rolldownOptions: {
      input: ["src/main.ts", "src/styles/main.css"],
    },
  },
  // Workers as classic scripts: modules in workers came with Chrome 80 and Safari 15.
  worker: { format: "iife" },
});
