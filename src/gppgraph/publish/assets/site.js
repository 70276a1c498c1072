// Search, filters and the checklist. Every page reads without them; nothing is fetched but files of this site.
"use strict";

const byId = (id) => document.getElementById(id);

// A file of data is loaded as a script, so that it also works from a folder without a server.
function load(address, name) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window[name]);
    script.onerror = failed;
    document.head.append(script);
  });
}

// What the reader has chosen stays in the address of every page, and so in every link to one.
const CHOICE = ["product", "set", "level", "day"];

function carry(link) {
  const target = link.getAttribute("href") || "";
  if (/^([a-z]+:|#|$)/i.test(target)) return;
  const [, path, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(target);
  if (!path.endsWith(".html")) return;
  const values = new URLSearchParams(query);
  const here = new URLSearchParams(location.search);
  for (const name of CHOICE) {
    if (here.has(name)) values.set(name, here.get(name)); else values.delete(name);
  }
  const text = values.toString();
  link.setAttribute("href", path + (text ? `?${text}` : "") + (fragment || ""));
}

function carryAll() {
  document.querySelectorAll("a[href]").forEach(carry);
}

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  if (tag === "a") carry(node);
  node.append(...children);
  return node;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A text with a count in the plural that the language of the page asks for; `forms` are JSON, one text per plural.
function fillCounted(forms, count, values) {
  const { lang } = document.documentElement;
  const texts = JSON.parse(forms);
  const text = texts[new Intl.PluralRules(lang).select(count)] || texts.other;
  return fill(text, { ...values, count: count.toLocaleString(lang) });
}

// A figure as the language of the page writes it.
function figure(value) {
  return Number(value).toLocaleString(document.documentElement.lang, { useGrouping: false, maximumFractionDigits: 10 });
}

// ---- search -------------------------------------------------------------------------------------------------

function plain(text) {
  return text.toLowerCase().replace(/ø/g, "o").replace(/æ/g, "ae").replace(/å/g, "a")
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

// A word without an ending of inflection, so that "garantiens" and "warranties" are found, too.
function stem(word) {
  return word.replace(/(?<=.{4})(ernes|enes|erne|ene|ies|ers|ens|ets|er|en|et|es|e|s)$/, "");
}

function points(entry, word) {
  if (entry.code === word) return 12;
  if (entry.title.startsWith(word)) return 8;
  if (entry.title.includes(" " + word)) return 6;
  if (entry.title.includes(word)) return 4;
  return entry.rest.includes(word) ? 2 : 0;
}

function score(entry, words) {
  let total = 0;
  for (const word of words) {
    const best = points(entry, word) || points(entry, stem(word)) / 2;
    if (!best) return 0;
    total += best;
  }
  return total - Math.min(entry.title.length, 80) / 100;
}

async function search(list) {
  const asked = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 200);
  if (!asked) return;
  byId("q").value = asked;
  const status = byId("search-status");
  const { kinds, rows } = await load(list.dataset.script, "gppSearch");
  const rank = ["set", "requirement", "label", "topic", "concept", "criterion", "standard", "act"];
  const words = plain(asked).split(/\s+/);
  const found = rows
    .map((row) => {
      const entry = { code: plain(row[3]), title: plain(row[2]), rest: plain(row.join(" ")) };
      return { row, points: score(entry, words) };
    })
    .filter((hit) => hit.points > 0)
    .sort((a, b) => b.points - a.points
      || (rank.indexOf(a.row[1]) + 99) % 99 - (rank.indexOf(b.row[1]) + 99) % 99
      || (a.row[0] < b.row[0] ? -1 : 1));
  status.textContent = found.length
    ? fill(status.dataset.found, { count: found.length })
    : `${status.dataset.none} “${asked}”.`;
  list.replaceChildren(...found.slice(0, 60).map(({ row }) => {
    const [path, kind, title, code, context] = row;
    const address = list.dataset.top + path.split("/").map(encodeURIComponent).join("/") + ".html";
    const about = [kinds[kind], code, context].filter(Boolean).join(" · ");
    return make("li", {}, make("a", { href: address }, title), make("br"), make("small", {}, about));
  }));
}

// ---- matrix and checklist -----------------------------------------------------------------------------------

function options(select, entries, chosen) {
  const first = select.options.length && select.options[0].value === "" ? [select.options[0]] : [];
  const made = entries.map(([value, label]) => make("option", { value }, label));
  select.replaceChildren(...first, ...made);
  select.value = entries.some(([value]) => value === chosen) ? chosen : select.options.length ? select.options[0].value : "";
}

function unique(entries) {
  return [...new Map(entries).entries()];
}

// "yes", "no" or "open": can a certificate under the edition be valid on the day?
function current(edition, day) {
  if (!day) return "yes";
  if (edition.from && day < edition.from) return "future";
  if (edition.end) return day >= edition.end ? "no" : "yes";
  if (edition.from && edition.until && day < edition.until) return "yes";
  if (edition.unknown || !edition.from) return "open";
  return "yes";
}

function chooseLevels(form, data, keep) {
  const inside = data.requirements.filter((r) => r.set === form.elements.set.value && r.level);
  options(form.elements.level, unique(inside.map((r) => [r.level, r.levelLabel])), keep);
}

function remember(form) {
  const chosen = new URLSearchParams(location.search);
  const others = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name) continue;
    const has = field.type === "checkbox" ? field.checked : field.value;
    if (CHOICE.includes(field.name)) {
      if (has) chosen.set(field.name, field.value); else chosen.delete(field.name);
    } else if (has) others.append(field.name, field.value);
  }
  const [query, fragment] = [chosen.toString(), others.toString()];
  history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + (fragment ? `#${fragment}` : ""));
  carryAll();
}

// What is chosen in the address: by the fragment or, for what pages share, by the query.
function recalled() {
  const values = new URLSearchParams(location.hash.slice(1));
  const shared = new URLSearchParams(location.search);
  for (const name of CHOICE) {
    if (!values.has(name) && shared.has(name)) values.set(name, shared.get(name));
  }
  return values;
}

function common(form, data, before) {
  const sets = (country) => unique(
    data.requirements.filter((r) => !country || r.country === country).map((r) => [r.set, r.setLabel]));
  const standard = before.get("set") || data.first.set;
  options(form.elements.set, sets(before.get("country")), standard);
  options(form.elements.product, data.products.map((p) => [p.id, p.label]), before.get("product") || data.first.product);
  chooseLevels(form, data, before.get("level") || (before.get("set") ? "" : data.first.level));
  form.elements.day.value = before.get("day") || new Date().toISOString().slice(0, 10);
  return sets;
}

function chosenRows(form, data) {
  const level = form.elements.level.value;
  const state = form.elements.state ? form.elements.state.value : "";
  return data.requirements
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row.set === form.elements.set.value && (!level || row.level === level))
    .filter(({ row }) => !state || !row.states.length || row.states.includes(state));
}

function cellOf(data, place, row, column) {
  const cell = data.cells[`${row},${column}`];
  return cell && { letter: cell[0][place], admission: cell[1], sure: cell[2][place], limit: cell[3] && cell[3][place] };
}

// The letter of the verdict by law of the last day not after the chosen one; before the first day nothing is said.
function lawLetter(data, place, row, day) {
  const moment = day ? data.law.days.filter((entry) => entry <= day).length - 1 : 0;
  return ((data.law.cells[row] || [])[moment] || "")[place] || "n";
}

// Verdicts that say nothing for or against a label.
const UNTELLING = "ucnxi";


function chooseParameters(form, data, keep) {
  const named = chosenRows(form, data).filter(({ row }) => row.parameter).map(({ row }) => row);
  options(form.elements.parameter, named.map((row) => [row.id, `${row.code}: ${row.parameter} ≥ ${figure(row.floor || 0)} ${row.unit || ""}`.trim()]), keep);
  if (!form.elements.parameter.value) form.elements.value.value = "";
}

async function matrix(form) {
  const status = byId("matrix-status");
  const table = byId("matrix-table");
  const data = await load(form.dataset.script, "gppMatrix");
  const before = recalled();
  const marks = {};
  for (const item of document.querySelectorAll(".legend .badge, .legend .mark")) {
    const name = [...item.classList].find((c) => c.startsWith("verdict-"));
    marks[name] = item.querySelector("[aria-hidden]").textContent;
  }
  options(form.elements.country, unique(data.requirements.filter((r) => r.country).map((r) => [r.country, data.countries[r.country] || r.country])), before.get("country"));
  const sets = common(form, data, before);
  options(form.elements.state, Object.entries(data.states), before.get("state"));
  chooseParameters(form, data, before.get("parameter"));
  form.elements.value.value = form.elements.parameter.value ? before.get("value") || "" : "";
  for (const name of ["admitted", "telling", "all"]) form.elements[name].checked = before.has(name);
  form.hidden = false;

  // What a cell shows: sign, word and classes, given the value that the buyer asks for.
  function shown(cell, row, wanted) {
    const name = "verdict-" + data.classes[cell.letter];
    const word = data.verdicts[cell.letter];
    if (wanted > Number(row.floor || 0) && "spa".includes(cell.letter)) {
      if (!cell.limit) return { sign: "?", word: status.dataset.unclear, classes: ["verdict-undetermined"] };
      if (wanted > Number(cell.limit)) {
        return { sign: "≤", word: `${status.dataset.upto} ${row.parameter} = ${figure(cell.limit)} ${row.unit || ""}`.trim(), classes: [name], limit: true };
      }
    }
    return { sign: marks[name], word, classes: [name] };
  }

  // A cell of the column of law, with a link to the page on the days of law.
  function lawCell(row, letter) {
    if ("nx".includes(letter)) return make("td");
    const word = data.verdicts[letter];
    return make("td", { "data-head": status.dataset.law }, make("a", { href: `${form.dataset.verdicts}${row.id}.html#law` },
      make("span", { class: `mark verdict-${data.classes[letter]}`, title: word },
        make("span", { "aria-hidden": "true" }, marks["verdict-" + data.classes[letter]]), make("span", { class: "hidden" }, word))));
  }

  function draw() {
    const place = data.products.findIndex((p) => p.id === form.elements.product.value);
    const day = form.elements.day.value;
    const parameter = form.elements.parameter.value;
    const admitted = form.elements.admitted.checked;
    form.elements.value.disabled = !parameter;
    const rows = chosenRows(form, data).filter(({ index }) => data.editions.some((_, column) => {
      const cell = cellOf(data, place, index, column);
      return cell && cell.letter !== "n" && cell.letter !== "x";
    }));
    const every = form.elements.all.checked;
    const columns = data.editions.map((edition, index) => ({ edition, index })).filter(({ edition, index }) => {
      if (!every && (!edition.read || ["no", "future"].includes(current(edition, day)))) return false;
      const cells = rows.map(({ index: row }) => cellOf(data, place, row, index)).filter(Boolean);
      const wanted = form.elements.telling.checked ? UNTELLING : "cnx";
      return cells.some((cell) => !wanted.includes(cell.letter) && (!admitted || cell.admission === "l"));
    });
    const byLaw = rows.some(({ index }) => !"unxrh".includes(lawLetter(data, place, index, day)));
    const head = make("tr", {}, table.tHead.rows[0].cells[0].cloneNode(true));
    if (byLaw) head.append(make("th", { scope: "col", class: "upright" }, make("span", {}, status.dataset.law)));
    head.append(...columns.map(({ edition }) => {
      const link = make("a", { href: `${form.dataset.things}label/${edition.id}.html` }, edition.label);
      const word = { no: "expired", future: "future", open: "open" }[current(edition, day)];
      if (word) link.append(make("small", {}, status.dataset[word]));
      return make("th", { scope: "col", class: "upright" }, link);
    }));
    // The first sentence whose column is shown is the best.
    const best = data.best[form.elements.product.value] || {};
    const telling = rows.some(({ row }) => best[row.id]);
    const places = new Set(columns.map(({ index }) => index));
    if (telling) head.append(make("th", { scope: "col" }, status.dataset.best));
    const body = rows.map(({ row, index }) => {
      const line = make("tr", {}, make("th", { scope: "row" },
        make("a", { href: `${form.dataset.things}requirement/${row.id}.html` }, make("b", {}, row.code), " " + row.title)));
      const wanted = row.id === parameter ? Number(form.elements.value.value) : 0;
      if (byLaw) line.append(lawCell(row, lawLetter(data, place, index, day)));
      for (const { edition, index: column } of columns) {
        const cell = cellOf(data, place, index, column);
        if (!cell || "nx".includes(cell.letter) || (admitted && cell.admission !== "l")) {
          line.append(make("td"));
          continue;
        }
        const { sign, word, classes, limit } = shown(cell, row, wanted);
        const valid = current(edition, day);
        const around = [limit && "limit", (valid === "no" || valid === "future") && "dim"].filter(Boolean).join(" ");
        line.append(make("td", { "data-head": edition.label, ...(around ? { class: around } : {}) },
          make("a", { href: `${form.dataset.verdicts}${row.id}.html#${edition.id}` },
            make("span", { class: `mark ${classes.join(" ")}`, title: word },
              make("span", { "aria-hidden": "true" }, sign), make("span", { class: "hidden" }, word)))));
      }
      if (telling) {
        const answer = (best[row.id] || []).find(([column]) => places.has(column));
        line.append(make("td", { class: "says" }, answer ? data.texts[answer[1]] : ""));
      }
      return line;
    });
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...body);
    status.textContent = rows.length
      ? fill(status.dataset.shown, {
        requirements: fillCounted(status.dataset.requirements, rows.length),
        editions: fillCounted(status.dataset.editions, columns.length),
      }) : status.dataset.none;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const changed = event.target.name;
    if (changed === "country") options(form.elements.set, sets(form.elements.country.value), form.elements.set.value);
    if (changed === "country" || changed === "set") chooseLevels(form, data, "");
    if (["country", "set", "level"].includes(changed)) chooseParameters(form, data, form.elements.parameter.value);
    if (changed === "parameter") {
      const row = data.requirements.find((entry) => entry.id === event.target.value);
      form.elements.value.value = row ? row.floor || "" : "";
    }
    remember(form);
    draw();
  });
  draw();
}

// ---- front door and needs -----------------------------------------------------------------------------------

// The rows of the data that ask something of a product type.
function asking(data, place) {
  return data.requirements.map((row, index) => ({ row, index })).filter(({ index }) =>
    data.editions.some((_, column) => {
      const cell = cellOf(data, place, index, column);
      return cell && !"nx".includes(cell.letter);
    }));
}

// Fill the choices of a form; each depends on those before it. The result is the rows that are chosen.
function choose(form, data, before) {
  const { product, set, level, day } = form.elements;
  options(product, data.products.map((p) => [p.id, p.label]), before.get("product") || data.first.product);
  const place = data.products.findIndex((p) => p.id === product.value);
  const rows = asking(data, place);
  const named = (row) => [data.countries[row.country], row.setLabel].filter(Boolean).join(": ");
  options(set, unique(rows.map(({ row }) => [row.set, named(row)])), before.get("set") || data.first.set);
  const inside = rows.filter(({ row }) => row.set === set.value);
  const levels = unique(inside.filter(({ row }) => row.level).map(({ row }) => [row.level, row.levelLabel]));
  options(level, levels, before.has("level") ? before.get("level") : data.first.level);
  if (!day.value) day.value = before.get("day") || new Date().toISOString().slice(0, 10);
  return { place, rows: inside.filter(({ row }) => !level.value || row.level === level.value) };
}

function said(form) {
  return new URLSearchParams([...form.elements].filter((field) => CHOICE.includes(field.name)).map((field) => [field.name, field.value]));
}

function inWords(day) {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

const MOST_LABELS = 6;

async function door(form) {
  const [status, list] = [byId("door-status"), byId("answers")];
  const data = await load(form.dataset.script, "gppMatrix");
  const proofs = await load(form.dataset.proofs, "gppProofs");

  // What law gives, now or from a later day, in words; empty if it does not give the whole.
  function byLaw(place, index, day) {
    const words = data.law.cells[index] || [];
    const given = data.law.days.map((_, moment) => "s".includes((words[moment] || "")[place] || "-"));
    const now = data.law.days.filter((entry) => entry <= day).length - 1;
    const from = given[now] ? given.lastIndexOf(false, now) + 1 : given.indexOf(true, now + 1);
    if (from < 0) return { text: "", holds: false };
    const holds = Boolean(given[now]);
    return { text: fill(holds ? status.dataset.since : status.dataset.from, { day: inWords(data.law.days[from]) }), holds };
  }

  function answer({ row, index }, place, product, day) {
    const item = make("li", {}, make("h3", {}, make("a", { href: `${form.dataset.things}requirement/${row.id}.html` }, make("b", {}, row.code), " " + row.title)));
    const law = byLaw(place, index, day);
    if (law.text) item.append(make("p", { class: "best" }, make("a", { href: `${form.dataset.verdicts}${row.id}.html#law` }, law.text)));
    const found = ((data.best[product] || {})[row.id] || [])
      .filter(([column]) => ["yes", "open"].includes(current(data.editions[column], day)))
      .map(([column, text]) => ({ column, text, cell: cellOf(data, place, index, column) }));
    const [first, ...others] = found;
    if (!law.holds) item.append(make("p", { class: "best" }, first ? data.texts[first.text] : status.dataset.silent));
    const whole = law.holds || (first && first.cell.letter === "s" && first.cell.admission === "l");
    const proof = (proofs[row.id] || [])[0];
    if (!whole && proof) item.append(make("p", {}, fill(status.dataset.ask, { proof: proof[1] })));
    const telling = others.filter(({ cell }) => "sap".includes(cell.letter) && cell.admission !== "n").slice(0, MOST_LABELS - 1);
    if (telling.length) {
      const names = make("ul", {}, ...telling.map(({ column, text }) =>
        make("li", {}, make("a", { href: `${form.dataset.verdicts}${row.id}.html#${data.editions[column].id}` }, data.texts[text]))));
      item.append(make("details", {}, make("summary", {}, status.dataset.also), names));
    }
    if (first) item.append(make("p", { class: "meta" }, make("a", { href: `${form.dataset.verdicts}${row.id}.html#${data.editions[first.column].id}` }, status.dataset.why)));
    return item;
  }

  function draw(before) {
    const { place, rows } = choose(form, data, before);
    const day = form.elements.day.value;
    list.replaceChildren(...rows.map((row) => answer(row, place, form.elements.product.value, day)));
    status.textContent = rows.length
      ? fill(status.dataset.shown, { requirements: fillCounted(status.dataset.requirements, rows.length) }) : status.dataset.none;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { draw(said(form)); remember(form); });
  draw(recalled());
  form.hidden = false;
}

async function needs(form) {
  const [status, list, ticks] = [byId("needs-status"), byId("found"), byId("ticks")];
  const data = await load(form.dataset.script, "gppMatrix");
  const before = recalled();

  function draw(chosen, ticked) {
    const { place, rows } = choose(form, data, chosen);
    const day = form.elements.day.value;
    const legend = ticks.querySelector("legend");
    ticks.replaceChildren(legend, ...rows.map(({ row }) => {
      const box = make("input", { type: "checkbox", name: "need", value: row.id });
      box.checked = ticked.has(row.id);
      return make("label", { class: "check" }, box, ` ${row.code} ${row.title}`);
    }));
    const wanted = rows.filter(({ row }) => ticked.has(row.id));
    const labels = data.editions.map((edition, column) => {
      const letters = wanted.map(({ index }) => cellOf(data, place, index, column)).filter((cell) => cell && cell.admission !== "n").map((cell) => cell.letter);
      const of = (some) => letters.filter((letter) => some.includes(letter)).length;
      return { edition, all: of("s"), part: of("apg"), open: of("uh") };
    }).filter(({ edition, all, part, open }) => all + part + open && ["yes", "open"].includes(current(edition, day)))
      .sort((a, b) => b.all - a.all || b.part - a.part || b.open - a.open);
    list.replaceChildren(...labels.map(({ edition, all, part, open }) => make("li", {},
      make("h3", {}, make("a", { href: `${form.dataset.things}label/${edition.id}.html` }, edition.label)),
      make("p", {}, fill(status.dataset.counted, { all, part, open, count: wanted.length })))));
    status.textContent = wanted.length ? "" : status.dataset.none;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    draw(said(form), new Set([...form.querySelectorAll("[name=need]:checked")].map((box) => box.value)));
    remember(form);
  });
  draw(before, new Set(before.getAll("need")));
  form.hidden = false;
}

// Letters of verdicts, the best known first: what is given, then what is known not to be, then what is open.
const KNOWN = "spagbiroxnhuc";

// Texts to read and proofs to hand over, by the requirements that wait for them, those of most requirements first.
function closing(open, text, proofs) {
  const waiting = (entries) => {
    const found = new Map();
    for (const [name, code] of entries) found.set(name, (found.get(name) || new Set()).add(code));
    return [...found].map(([name, codes]) => [name, [...codes]]).sort((a, b) => b[1].length - a[1].length).slice(0, 5);
  };
  return [
    ...waiting(open.flatMap(({ row, answers }) => answers
      .filter(({ cell, valid }) => "uha".includes(cell.letter) && valid)
      .map(({ edition }) => [fill(text, { label: edition.label }), row.code]))),
    ...waiting(open.flatMap(({ row }) => (proofs[row.id] || []).map(([kind]) => [kind, row.code]))),
  ];
}

// Certificates that end within half a year of the day.
function endings(editions, day, words) {
  const last = new Date(day || Date.now());
  last.setMonth(last.getMonth() + 6);
  return editions
    .map((edition) => ({ label: edition.label, day: edition.end || edition.expected, words: edition.end ? words.ends : words.expected }))
    .filter((entry) => entry.day && entry.day >= day && new Date(entry.day) <= last)
    .map((entry) => fill(entry.words, entry));
}

async function remaining(form) {
  const status = byId("remaining-status");
  const list = byId("checklist");
  const [data, proofs] = await Promise.all([load(form.dataset.script, "gppMatrix"), load(form.dataset.proofs, "gppProofs")]);
  const before = recalled();
  common(form, data, before);
  const held = new Set(before.getAll("label"));
  byId("held").replaceChildren(...data.editions.map((edition) => {
    const box = make("input", { type: "checkbox", name: "label", value: edition.id });
    box.checked = held.has(edition.id);
    return make("label", {}, box, " " + edition.label);
  }));
  form.hidden = false;
  const order = ["proved", "law", "uncertain", "partly", "remaining"];
  const badges = { proved: "satisfies", law: "satisfies", uncertain: "undetermined", partly: "partly", remaining: "not-covered" };

  // What one label does for one requirement; a met part counts as proof only where all three questions are a yes.
  function standing(cell, edition, day) {
    const valid = current(edition, day);
    if (cell.letter === "s" && valid !== "no" && valid !== "future" && "lq".includes(cell.admission)) {
      return cell.admission === "l" && valid === "yes" && day ? "proved" : "uncertain";
    }
    return "pa".includes(cell.letter) && valid !== "no" && valid !== "future" && "lq".includes(cell.admission) ? "partly" : "remaining";
  }

  function link(row) {
    return make("a", { href: `${form.dataset.things}requirement/${row.id}.html` }, make("b", {}, row.code), " " + row.title);
  }

  function table(section, lines) {
    section.hidden = !lines.length;
    section.querySelector("tbody").replaceChildren(...lines.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell)))));
  }

  function draw() {
    const place = data.products.findIndex((p) => p.id === form.elements.product.value);
    const day = form.elements.day.value;
    const labels = [...form.querySelectorAll("[name=label]:checked")].map((box) => box.value);
    const entries = [];
    for (const { row, index } of chosenRows(form, data)) {
      const cells = data.editions.map((edition, column) => ({ edition, cell: cellOf(data, place, index, column) })).filter(({ cell }) => cell);
      if (!cells.length || cells.every(({ cell }) => "nx".includes(cell.letter))) continue;
      const answers = cells.filter(({ edition }) => labels.includes(edition.id)).map(({ edition, cell }) => ({
        edition, cell, name: standing(cell, edition, day), valid: !["no", "future"].includes(current(edition, day)),
      }));
      const rank = ({ name, cell, valid }) => order.indexOf(name) * 100 + (valid ? 0 : 50) + KNOWN.indexOf(cell.letter);
      answers.sort((a, b) => rank(a) - rank(b));
      const law = lawLetter(data, place, index, day);
      const byLaw = law === "s" ? "law" : "pa".includes(law) ? "partly" : "remaining";
      const names = [byLaw, ...answers.map((answer) => answer.name)];
      entries.push({ row, answers, law, name: order.find((name) => names.includes(name)) });
    }
    entries.sort((a, b) => order.indexOf(b.name) - order.indexOf(a.name));
    const settled = (name) => name === "proved" || name === "law";
    const open = entries.filter((entry) => !settled(entry.name));
    const proved = entries.length - open.length;
    status.textContent = fillCounted(status.dataset.summary, open.length, { proved, all: entries.length });
    const ending = byId("ending");
    ending.replaceChildren(...endings(data.editions.filter((edition) => labels.includes(edition.id)), day, ending.dataset)
      .map((line) => make("p", { class: "note" }, line)));
    table(byId("closing"), closing(open, byId("closing").dataset.text, proofs).map(([name, codes]) => [name, `${codes.length}: ${codes.join(", ")}`]));
    list.replaceChildren(...entries.map(({ row, name, answers, law }) => {
      const item = make("li", {},
        make("span", { class: `badge verdict-${badges[name]}` }, (settled(name) ? "☑ " : "☐ ") + status.dataset[name]), " ", link(row));
      if ("spa".includes(law)) {
        item.append(" · ", make("a", { href: `${form.dataset.verdicts}${row.id}.html#law` }, status.dataset.columnLaw), `: ${data.verdicts[law]}`);
      }
      for (const { edition, cell } of answers) {
        item.append(" · ", make("a", { href: `${form.dataset.verdicts}${row.id}.html#${edition.id}` }, edition.label), `: ${data.verdicts[cell.letter]}`);
      }
      if (!settled(name)) item.append(" · ", make("a", { href: `${form.dataset.things}requirement/${row.id}.html#proofs` }, status.dataset.proofs));
      return item;
    }));
    table(byId("proofs"), open.flatMap(({ row }) => (proofs[row.id] || []).map(([, ...cells], index) => [index ? "" : link(row), ...cells])));
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target.name === "set") chooseLevels(form, data, "");
    remember(form);
    draw();
  });
  draw();
}

// ---- review of a text ---------------------------------------------------------------------------------------

// The form works without this; here it learns whether anybody answers, and takes a text file.
async function review(form) {
  const needs = byId("review-needs");
  const answers = await fetch(form.dataset.probe, { method: "OPTIONS" }).then((answer) => answer.ok, () => false);
  needs.hidden = answers;
  form.querySelector("button").disabled = !answers;
  byId("review-choose").hidden = false;
  form.querySelector("input[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (file) form.elements.text.value = (await file.text()).slice(0, Number(form.dataset.most));
    event.target.value = "";
  });
}

for (const [id, start] of [["results", search], ["choose", door], ["needs", needs], ["filters", matrix], ["remaining", remaining], ["review", review]]) {
  const node = byId(id);
  if (node) start(node).catch(() => { node.hidden = true; });
}

// Reasons are folded: those of the chosen label, product type or thing are opened, and all of them for paper.
function unfold() {
  const chosen = byId(decodeURIComponent(location.hash.slice(1)));
  const product = recalled().get("product");
  const cases = product ? [...(chosen || document).querySelectorAll("details[data-products]")].filter((part) => part.dataset.products.split(" ").includes(product)) : [];
  const parts = cases.length ? cases : chosen ? [...chosen.querySelectorAll("details")] : [];
  for (const part of [...parts, ...[chosen && chosen.closest("details")].filter(Boolean)]) part.open = true;
  if (chosen) chosen.scrollIntoView();
}
if (document.querySelector("details")) {
  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => document.querySelectorAll("main details").forEach((part) => { part.open = true; }));
  unfold();
}
carryAll();
