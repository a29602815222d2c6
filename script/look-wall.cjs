// Drives Chromium over the walls that script/look-wall has made; exits 1 with every complaint where one is not as it must be.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const out = process.argv[2];
const WIDTHS = [390, 800, 1024, 1440];
const MOST_MILLISECONDS = 100;
const A3 = [1190, 842];
const complaints = [];

function must(holds, what) {
  if (!holds) complaints.push(what);
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
}

async function audit(page, what) {
  const found = await page.evaluate(async () => (await window.axe.run()).violations.map((v) => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 160)}`));
  must(found.length === 0, `${what}: axe-core finds nothing${found.map((each) => `\n       ${each}`).join("")}`);
}

async function open(browser, name, width) {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 900 } });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`file://${path.join(out, name)}`);
  return { context, page, said, asked };
}

async function look(browser, name, width) {
  const { context, page, said, asked } = await open(browser, name, width);
  const what = `${name} at ${width}`;
  await page.evaluate(axe);
  await audit(page, what);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  must(wider <= 0, `${what}: nothing sticks out to the right (${wider})`);
  await page.screenshot({ path: path.join(out, `${path.parse(name).name}-${width}.png`), fullPage: name !== "large.html" });
  const first = page.locator("#tasks .open").first();
  await first.focus();
  await page.keyboard.press("Enter");
  must(await page.locator("#page[open]").count() === 1, `${what}: Enter opens a task`);
  must(/流水/.test(await page.locator("#page").innerText()), `${what}: its journal is there`);
  await audit(page, `${what}, a task open`);
  await page.screenshot({ path: path.join(out, `${path.parse(name).name}-${width}-task.png`) });
  await page.keyboard.press("Escape");
  must(await page.locator("#page[open]").count() === 0, `${what}: Escape closes it`);
  must(await first.evaluate((button) => button === document.activeElement), `${what}: the focus is back`);
  must(said.length === 0, `${what}: the console is silent ${said.join(" | ")}`);
  must(asked.every((url) => url.startsWith("file:") || url.startsWith("data:")) && asked.filter((url) => url.startsWith("file:")).length === 1, `${what}: no request leaves the file ${asked.slice(1).join(" ")}`);
  await context.close();
}

async function operate(browser, name) {
  const { context, page, said } = await open(browser, name, 1440);
  const rows = () => page.locator("#tasks tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const count = async () => Number((await page.locator("#count").innerText()).match(/符合 (\d+) 件/)[1]);
  const data = JSON.parse(await page.locator("#data").textContent());
  for (const light of ["red", "yellow", "blue", "green", "off"]) {
    await page.selectOption("#f-lamp", light);
    must(await count() === data.lines.filter((row) => row.light === light).length, `${name}: the filter by light ${light} counts right`);
  }
  const figure = Number(await page.locator('[data-figure="late"]').innerText());
  must(figure === data.lines.filter((row) => row.light === "red").length, `${name}: the figure of late tasks is that of the list`);
  for (const [filter, key] of [["ledger", "ledger"], ["status", "status"]]) {
    await page.click("#reset");
    const value = data.lines[0][key];
    await page.selectOption(`#f-${filter}`, value);
    must(await count() === data.lines.filter((row) => row[key] === value).length, `${name}: the filter by ${filter} counts right`);
  }
  for (const [filter, key] of [["unit", "units"], ["leader", "people"]]) {
    await page.click("#reset");
    const row = data.lines.find((each) => each[key].length);
    await page.selectOption(`#f-${filter}`, row[key][0]);
    must(await count() === data.lines.filter((each) => each[key].includes(row[key][0])).length, `${name}: the filter by ${filter} counts right`);
  }
  await page.click("#reset");
  must(await count() === data.lines.length, `${name}: without filters every task is there`);
  await page.fill("#f-text", data.lines[3].task);
  await page.waitForTimeout(300);
  must(await count() === 1, `${name}: a search for an id finds one`);
  await page.fill("#f-text", "没有这样的字");
  await page.waitForTimeout(300);
  must(await count() === 0, `${name}: a search for nonsense finds nothing`);
  await page.click("#reset");
  const key = (row) => row[7];
  await page.locator("#tasks thead .c-due button").click();
  const up = (await rows()).map(key);
  must(up.every((day, place) => !place || !day || up[place - 1] <= day), `${name}: sorted by due day, the earliest first`);
  await page.locator("#tasks thead .c-due button").click();
  const down = (await rows()).map(key).filter(Boolean);
  must(down.every((day, place) => !place || down[place - 1] >= day), `${name}: and the other way`);
  must(await page.locator("#tasks thead .c-due").getAttribute("aria-sort") === "descending", `${name}: the heading says so`);
  await page.locator("#tasks tbody tr").nth(1).locator("td").nth(2).click();
  must(await page.locator("#page[open]").count() === 1, `${name}: a click anywhere in a row opens the task`);
  await page.locator("#page .close").click();
  await page.locator("#tasks thead .c-status button").click();
  const order = (await rows()).map((row) => data.statuses.indexOf(row[6]));
  must(order.every((rank, place) => !place || order[place - 1] <= rank), `${name}: sorted by status in the order of a task's life`);
  await page.locator(".figures .red button").click();
  must((await rows()).every((row) => row[0].includes("红")), `${name}: a figure leads to its tasks`);
  // The slowest of several things, each taken at its best: the machine may have other work.
  const slowest = (what) => page.evaluate((source) => {
    const timed = (act) => {
      const began = performance.now();
      act();
      document.body.getBoundingClientRect();
      return performance.now() - began;
    };
    const best = (act) => Math.min(timed(act), timed(act), timed(act), timed(act));
    return Math.max(...new Function(`return ${source}`)()().map(best));
  }, String(what));
  const took = await slowest(() => ["", "green", "red", ""].map((value) => () => {
    const select = document.getElementById("f-lamp");
    select.value = value;
    select.dispatchEvent(new Event("change"));
  }));
  must(took < MOST_MILLISECONDS, `${name}: a filter takes ${took.toFixed(0)} ms at most`);
  const sorted = await slowest(() => [...document.querySelectorAll("#tasks thead button")].map((button) => () => button.click()));
  must(sorted < MOST_MILLISECONDS, `${name}: sorting takes ${sorted.toFixed(0)} ms at most`);
  must(said.length === 0, `${name}: the console stays silent ${said.join(" | ")}`);
  await context.close();
}

async function print(browser, name) {
  const { context, page } = await open(browser, name, 1440);
  const file = path.join(out, `${path.parse(name).name}.pdf`);
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  const text = fs.readFileSync(file, "latin1");
  const box = (text.match(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/) || []).slice(1, 3).map(Number);
  must(box.length === 2 && box.every((side, place) => Math.abs(side - A3[place]) < 2), `${name}: prints on A3 landscape (${box.join(" × ")} points)`);
  await context.close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
  for (const width of WIDTHS) {
    await look(browser, "wall.html", width);
    await look(browser, "public.html", width);
    await look(browser, "large.html", width);
  }
  await operate(browser, "wall.html");
  await operate(browser, "large.html");
  await print(browser, "wall.html");
  await print(browser, "large.html");
  await browser.close();
  console.log(complaints.length ? `${complaints.length} complaints` : "all as it must be");
  process.exit(complaints.length ? 1 : 0);
})();
