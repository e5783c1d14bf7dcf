// Copies the two fonts that link previews are drawn with into the build. Pages themselves load no font.
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folder = dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"));
for (const name of ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]) copyFileSync(join(folder, "ttf", name), join("dist", name));
