// Opens web pages in Chromium, without a network, and says what a reader, a screen reader and a printer would meet.
// Standard input: {"chromium": path, "pages": [{"name", "url", "withoutRules"}]}; standard output: {name: findings}.
// Run in the folder whose node_modules hold axe-core and playwright-core.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

const bring = createRequire(`${process.cwd()}/`);
const { chromium } = bring("playwright-core");
const AXE = readFileSync(bring.resolve("axe-core/axe.min.js"), "utf-8");

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const PAPER = { width: 718, height: 1047 }; // A4 less 1 cm on each side

const task = JSON.parse(await text(process.stdin));
const browser = await chromium.launch({
  executablePath: task.chromium,
  args: ["--no-sandbox", "--disable-gpu"],
});
const findings = {};
for (const { name, url, withoutRules } of task.pages) {
  findings[name] = await lookAt(url, withoutRules);
}
await browser.close();
process.stdout.write(JSON.stringify(findings));

async function lookAt(url, withoutRules) {
  const context = await browser.newContext({ offline: true, viewport: DESK, colorScheme: "light" });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(url);
  await page.evaluate(AXE);

  const rules = Object.fromEntries(withoutRules.map((rule) => [rule, { enabled: false }]));
  const violations = await audit(page, { rules });
  const wideAtDesk = await beyondTheEdge(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const inTheDark = await audit(page, { runOnly: ["color-contrast"] });
  const paperInTheDark = await paper(page);
  await page.setViewportSize(PHONE);
  const wideOnAPhone = await beyondTheEdge(page);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(PAPER);
  const wideOnPaper = await beyondTheEdge(page);
  const printedInTheDark = await paper(page);
  const printed = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true });
  await context.close();
  return {
    violations: [...violations, ...inTheDark.map((found) => `in the dark, ${found}`)],
    said,
    asked: asked.filter((address) => address !== url && !/^(data|about):/.test(address)),
    wide: { desk: wideAtDesk, phone: wideOnAPhone, paper: wideOnPaper },
    brightness: { dark: paperInTheDark, printed: printedInTheDark },
    printed: printed.toString("base64"),
  };
}

async function audit(page, options) {
  // Nothing runs in a frame that could answer axe, and its complaint would count as the page's own.
  const found = await page.evaluate((chosen) => window.axe.run(document, { ...chosen, iframes: false }), options);
  return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].target.join(" ")} (${nodes.length})`);
}

// What reaches beyond the edge of the window and cannot be scrolled to within a frame of its own.
async function beyondTheEdge(page) {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > edge + 0.5 && element.children.length === 0,
    );
    return [`${document.documentElement.scrollWidth} px`, ...wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120))];
  });
}

// How bright the background is behind the page's texts: 0 black, 255 white.
async function paper(page) {
  return page.evaluate(() => {
    const shown = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor);
    const [red, green, blue] = (shown.find((colour) => colour !== "rgba(0, 0, 0, 0)") ?? "rgb(255, 255, 255)").match(/\d+/g);
    return Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  });
}
