// Draws the map of signatures by state once, at build time: 50 states and DC from us-atlas, simplified until the
// whole list is small, plus a labelled tile for every area too small (or too far away) to be seen as a shape.
// The server reads the list and writes inline SVG; nothing of topojson reaches a browser.
import { readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

// The drawing of us-atlas reaches from -58 to 958 and from 12 to 607; to the right stand the tiles.
const LEFT = -60;
const TOP = 8;
const WIDTH = 1102;
const HEIGHT = 674;
// Shapes above this many bytes would cost a phone more than the whole rest of the page.
const SIZE_BYTES_MAX = 20_000;
// In square units of the drawing: what a detail, and what an island, must cover to be kept.
const DETAIL_AREA_MIN = 5;
const ISLAND_AREA_MIN = 14;

const CODES = {
  "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC", "12": "FL",
  "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY", "22": "LA", "23": "ME",
  "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT", "31": "NE", "32": "NV", "33": "NH",
  "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI",
  "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI",
  "56": "WY",
};

// Tiles stand in the Atlantic, from north to south as the states do, and the territories in the Gulf.
// Large enough that two letters can be read on a phone 320 pixels wide.
const TILE = 58;
const STRIDE = TILE + 5;
const ATLANTIC = ["VT", "NH", "MA", "RI", "CT", "NJ", "DE", "MD", "DC"];
const TERRITORIES = ["PR", "VI", "GU", "AS", "MP"];

function tiles() {
  const places = new Map();
  ATLANTIC.forEach((code, i) => places.set(code, [LEFT + WIDTH - TILE - 2, TOP + 36 + i * STRIDE]));
  TERRITORIES.forEach((code, i) => places.set(code, [LEFT + WIDTH - TILE - 2 - (4 - i) * STRIDE, TOP + HEIGHT - TILE - 2]));
  return places;
}

function ringArea(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[(i + 1) % ring.length];
    sum += x1 * y2 - x2 * y1;
  }
  return Math.abs(sum / 2);
}

// Whole units and relative steps: half the bytes of absolute coordinates.
function ringPath(ring) {
  const points = ring.map(([x, y]) => [Math.round(x), Math.round(y)]);
  let [x, y] = points[0];
  let path = `M${x} ${y}`;
  for (const [nextX, nextY] of points.slice(1, -1)) {
    const dx = nextX - x;
    const dy = nextY - y;
    if (dx === 0 && dy === 0) continue;
    path += `l${dx}${dy < 0 ? dy : ` ${dy}`}`;
    [x, y] = [nextX, nextY];
  }
  return compact(`${path}z`);
}

// "l3 4l-2 1" says the same as "l3 4-2 1": a repeated command letter may be left out.
function compact(path) {
  const [start, ...steps] = path.slice(0, -1).split("l");
  if (steps.length === 0) return "";
  return `${start}l${steps.reduce((line, step) => line + (step.startsWith("-") ? step : ` ${step}`))}z`;
}

function areaPath(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const outlines = polygons.map(([outer]) => outer).sort((a, b) => ringArea(b) - ringArea(a));
  const kept = outlines.filter((ring, i) => i === 0 || ringArea(ring) >= ISLAND_AREA_MIN);
  return kept.map(ringPath).join("");
}

const source = new URL("../node_modules/us-atlas/states-albers-10m.json", import.meta.url);
const topology = simplify(presimplify(JSON.parse(readFileSync(source, "utf8"))), DETAIL_AREA_MIN);
const places = tiles();
const areas = feature(topology, topology.objects.states).features.map(({ id, geometry }) => ({
  code: CODES[id],
  path: areaPath(geometry),
}));
for (const code of TERRITORIES) areas.push({ code, path: "" });
for (const area of areas) if (places.has(area.code)) area.tile = places.get(area.code);
areas.sort((a, b) => (a.code < b.code ? -1 : 1));

const text = JSON.stringify({ left: LEFT, top: TOP, width: WIDTH, height: HEIGHT, tile: TILE, areas });
if (areas.length !== 56 || areas.some(({ code }) => !code)) throw new Error(`expected 56 areas, drew ${areas.length}`);
if (text.length > SIZE_BYTES_MAX) throw new Error(`states.json has ${text.length} bytes, more than ${SIZE_BYTES_MAX}`);
// Vite copies what stands in public/ as it is and empties dist/ first.
mkdirSync(new URL("../public/", import.meta.url), { recursive: true });
writeFileSync(new URL("../public/states.json", import.meta.url), text);
