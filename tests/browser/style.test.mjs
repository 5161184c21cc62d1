// The rules of the visual system that can be counted, see docs/visual-system.md: colours and pixel sizes of type stand in
// one file; what is read has a contrast of 4.5 : 1 on everything it lies on, what only has a shape 3 : 1, light and dark.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

const FOLDER = new URL("../../assets/styles/", import.meta.url);
const TOKENS = "00-tokens.css";

const WORDS = ["ink", "ink-soft", "accent", "loss", "attention", "good"];
const GROUNDS = ["ground", "surface", "raised"];
const SHAPES = ["reached", "unreached", "attempted", "declined", "away", "exempt"];

/** What is read, and what it lies on. */
const READ = [
  ...WORDS.flatMap((word) => GROUNDS.map((ground) => [word, ground])),
  ...["accent", "loss", "attention", "good"].flatMap((word) => [[word, `${word}-soft`], ["ink", `${word}-soft`]]),
  ["accent-ink", "accent"],
  ["alarm-ink", "alarm"],
  // Toasts turn the theme around.
  ["ground", "ink"],
  ["surface", "good"],
  ["surface", "loss"],
  ["paper-ink", "paper"],
  ["map-ink", "map-ground"],
  ...[0, 1, 2, 3, 4].map((step) => ["map-ink", `coverage-${step}`]),
];

/** What is seen as a shape or an edge. */
const SEEN = [
  ...SHAPES.flatMap((state) => GROUNDS.map((ground) => [`state-${state}`, ground])),
  ...SHAPES.map((state) => [`door-${state}`, "map-ground"]),
  ...GROUNDS.map((ground) => ["line-strong", ground]),
];

const withoutComments = (css) => css.replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "));

/** The colours of a theme: the dark one is the light one with what it changes. */
function colours(css) {
  const [light, dark] = css.split("@media (prefers-color-scheme: dark)");
  const read = (text) => [...text.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]);
  const day = Object.fromEntries(read(light));
  return { light: day, dark: { ...day, ...Object.fromEntries(read(dark)) } };
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test("colours and pixel sizes of type stand in the tokens only", async () => {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".css") && name !== TOKENS);
  assert.ok(files.length >= 4, "the style sheets are where this test looks");
  const found = [];
  for (const name of files) {
    const lines = withoutComments(await readFile(new URL(name, FOLDER), "utf8")).split("\n");
    lines.forEach((line, index) => {
      const raw = /:[^;{]*(#[0-9a-f]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\()/i.test(line);
      const type = /\bfont(-size)?:[^;]*\d(px|pt)\b/.test(line);
      if (raw || type) found.push(`${name}:${index + 1}: ${line.trim()}`);
    });
  }
  assert.deepEqual(found, []);
});

test("contrast holds in both themes", async () => {
  const themes = colours(withoutComments(await readFile(new URL(TOKENS, FOLDER), "utf8")));
  const weak = [];
  for (const [theme, token] of Object.entries(themes)) {
    for (const [pairs, least] of [[READ, 4.5], [SEEN, 3]]) {
      for (const [front, back] of pairs) {
        assert.ok(token[front] && token[back], `no such colour: ${front} or ${back}`);
        const measured = contrast(token[front], token[back]);
        if (measured < least) weak.push(`${theme}: ${front} on ${back} ${measured.toFixed(2)} < ${least}`);
      }
    }
  }
  assert.deepEqual(weak, []);
});
