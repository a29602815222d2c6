"use strict";
// The wall's own script: filters, sorts and opens tasks. It makes elements and sets their text; it never parses markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const lines = data.lines;
  const at = (id) => document.getElementById(id);
  const STEP = 100;
  const LIGHTS = { red: "红：逾期", yellow: "黄：临期", blue: "蓝：一个月内", green: "绿：一个月后", off: "不亮灯" };
  const ORDER = Object.keys(LIGHTS);
  const URGENT = "urgent";
  const BY_PINYIN = new Intl.Collator("zh-CN");
  const KEYS = {
    lamp: (row) => [ORDER.indexOf(row.light), -row.late, row.next || "9999"],
    task: (row) => [row.task.replace(/\d+/g, (n) => n.padStart(8, "0"))],
    title: (row) => [row.title],
    leads: (row) => [row.leads],
    leaders: (row) => [row.leaders ? 0 : 1, row.leaders],
    ledger: (row) => [row.ledger],
    status: (row) => [data.statuses.indexOf(row.status)],
    due: (row) => [row.day || "9999"],
    percent: (row) => [row.done],
    why: (row) => [-row.late, row.next || "9999"],
  };
  const heads = [...document.querySelectorAll("#tasks thead th")];
  const body = document.querySelector("#tasks tbody");
  const columns = heads.map((head) => head.dataset.key);
  const filters = ["text", "lamp", "ledger", "unit", "leader", "status"].filter((name) => at(`f-${name}`));
  const haystacks = lines.map((row) => fold([row.task, row.title, row.leads, row.units.join(" "), row.why].join(" ")));
  const ranks = new Map();
  let sorted = { key: "lamp", down: false };
  let found = [];
  let shown = 0;

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function fill(name, options) {
    const select = at(`f-${name}`);
    if (!select) return;
    for (const [value, label] of options) {
      const option = make("option", label);
      option.value = value;
      select.append(option);
    }
  }

  function counted(values) {
    const tally = new Map();
    for (const value of values) tally.set(value, (tally.get(value) || 0) + 1);
    const names = [...tally.keys()].sort((one, other) => one.localeCompare(other, "zh-CN"));
    return [["", "全部"], ...names.map((name) => [name, `${name}（${tally.get(name)}）`])];
  }

  function matches(row, place, wanted) {
    if (wanted.lamp === URGENT ? !["red", "yellow", "blue"].includes(row.light) : wanted.lamp && row.light !== wanted.lamp) return false;
    if (wanted.ledger && row.ledger !== wanted.ledger) return false;
    if (wanted.status && row.status !== wanted.status) return false;
    if (wanted.unit && !row.units.includes(wanted.unit)) return false;
    if (wanted.leader && !row.people.includes(wanted.leader)) return false;
    return wanted.words.every((word) => haystacks[place].includes(word));
  }

  function compare(one, other) {
    for (let place = 0; place < one.length; place += 1) {
      const apart = typeof one[place] === "number" ? one[place] - other[place] : BY_PINYIN.compare(one[place], other[place]);
      if (apart) return apart;
    }
    return 0;
  }

  // Where each row stands by one column; compared once, for pinyin takes its time.
  function ranksBy(key) {
    if (ranks.has(key)) return ranks.get(key);
    const keys = lines.map(KEYS[key]);
    const order = [...keys.keys()].sort((one, other) => compare(keys[one], keys[other]));
    const rank = [];
    order.forEach((place, step) => {
      const same = step && compare(keys[order[step - 1]], keys[place]) === 0;
      rank[place] = same ? rank[order[step - 1]] : step;
    });
    ranks.set(key, rank);
    return rank;
  }

  function apply() {
    const wanted = { words: fold(at("f-text").value).split(/\s+/).filter(Boolean) };
    for (const name of filters) wanted[name] = at(`f-${name}`).value;
    const rank = ranksBy(sorted.key);
    const sign = sorted.down ? -1 : 1;
    found = [...lines.keys()].filter((place) => matches(lines[place], place, wanted));
    found.sort((one, other) => sign * (rank[one] - rank[other]) || one - other);
    body.replaceChildren();
    shown = 0;
    more(STEP);
    const chosen = filters.filter((name) => at(`f-${name}`).value).map(told);
    const by = chosen.length ? `（${chosen.join("；")}）` : "";
    at("count").replaceChildren(`共 ${lines.length} 件，符合 ${found.length} 件${by}。`, make("span", found.length ? "点一件看办理经过。" : "", "hint"));
  }

  function told(name) {
    const field = at(`f-${name}`);
    const label = field.labels[0].firstChild.textContent;
    return `${label}：${name === "text" ? field.value.trim() : field.selectedOptions[0].textContent.replace(/（\d+）$/, "")}`;
  }

  function more(count) {
    const rows = document.createDocumentFragment();
    for (const place of found.slice(shown, shown + count)) rows.append(line(place));
    body.append(rows);
    shown = Math.min(found.length, shown + count);
    at("more").hidden = shown >= found.length;
    at("more").textContent = `再列一些（还有 ${found.length - shown} 件）`;
  }

  function line(place) {
    const row = lines[place];
    const element = make("tr");
    for (const name of columns) {
      if (name === "lamp") {
        const cell = make("td", undefined, "c-lamp");
        cell.append(make("span", row.lamp, `lamp ${row.light}`));
        element.append(cell);
      } else if (name === "title") {
        const cell = make("th", undefined, "c-title");
        cell.scope = "row";
        const button = make("button", row.title, "open");
        button.type = "button";
        button.dataset.place = place;
        cell.append(button, make("span", `${row.task} · ${row.leads} · ${row.status} · ${row.why}`, "meta"));
        element.append(cell);
      } else {
        element.append(make("td", row[name], `c-${name}`));
      }
    }
    element.dataset.place = place;
    return element;
  }

  function word(number) {
    return data.words[number];
  }

  function open(place) {
    const row = lines[place];
    const [summary, tables] = data.pages[place];
    const close = make("button", "关闭", "close");
    close.type = "button";
    close.addEventListener("click", () => at("page").close());
    const title = make("h2", `${row.task} ${row.title}`);
    title.id = "page-title";
    const head = make("div", undefined, "page-head");
    head.append(title, close);
    const told = make("p", undefined, "summary");
    told.append(make("span", row.lamp, `lamp ${row.light}`), ` ${row.why}。`, make("br"), word(summary));
    at("page-body").replaceChildren(head, told, ...tables.map(table));
    at("page").showModal();
    at("page").scrollTop = 0;
    close.focus();
  }

  function table([heading, titles, rows]) {
    const section = make("section");
    const element = make("table");
    const top = make("tr");
    for (const title of titles) {
      const cell = make("th", word(title));
      cell.scope = "col";
      top.append(cell);
    }
    const caption = make("caption", word(heading));
    const thead = make("thead");
    thead.append(top);
    const tbody = make("tbody");
    for (const cells of rows) {
      const tr = make("tr");
      cells.forEach((cell, place) => {
        const [text, mark] = Array.isArray(cell) ? cell : [cell, ""];
        const td = make(place ? "td" : "th", word(text), mark);
        if (!place) td.scope = "row";
        td.dataset.title = word(titles[place]);
        tr.append(td);
      });
      tbody.append(tr);
    }
    element.append(caption, thead, tbody);
    section.append(element);
    return section;
  }

  function sortBy(key) {
    sorted = { key, down: sorted.key === key && !sorted.down };
    for (const head of heads) {
      if (head.dataset.key === key) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    apply();
  }

  function reset(light) {
    for (const name of filters) at(`f-${name}`).value = "";
    at("f-lamp").value = light;
    apply();
  }

  for (const head of heads) {
    const button = make("button", head.textContent);
    button.type = "button";
    button.addEventListener("click", () => sortBy(head.dataset.key));
    head.replaceChildren(button);
  }
  for (const item of document.querySelectorAll(".figures li")) {
    const light = ORDER.find((name) => name !== "off" && item.classList.contains(name));
    if (!light) continue;
    const button = make("button", "看清单", "jump");
    button.type = "button";
    button.setAttribute("aria-label", `看清单：${LIGHTS[light]}`);
    button.addEventListener("click", () => {
      reset(light);
      at("list").scrollIntoView();
      at("f-lamp").focus({ preventScroll: true });
    });
    item.append(button);
  }
  const tally = (light) => lines.filter((row) => row.light === light).length;
  fill("lamp", [["", "全部"], [URGENT, "红、黄、蓝"], ...ORDER.map((name) => [name, `${LIGHTS[name]}（${tally(name)}）`])]);
  fill("ledger", counted(lines.map((row) => row.ledger)));
  fill("unit", counted(lines.flatMap((row) => [...new Set(row.units)])));
  fill("leader", counted(lines.flatMap((row) => row.people)));
  fill("status", counted(lines.map((row) => row.status)));
  at("filters").hidden = false;
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  let waiting = 0;
  at("f-text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  for (const name of filters) if (name !== "text") at(`f-${name}`).addEventListener("change", apply);
  at("reset").addEventListener("click", () => reset(""));
  at("more").addEventListener("click", () => more(STEP));
  if ("IntersectionObserver" in window) {
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting) && shown && shown < found.length) more(STEP);
    }).observe(at("more"));
  }
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row && !String(window.getSelection())) open(Number(row.dataset.place));
  });
  at("page").addEventListener("click", (event) => {
    if (event.target === at("page")) at("page").close();
  });
  window.addEventListener("beforeprint", () => more(found.length));
  reset(lines.some((row) => ["red", "yellow", "blue"].includes(row.light)) ? URGENT : "");
  heads[0].setAttribute("aria-sort", "ascending");
})();
