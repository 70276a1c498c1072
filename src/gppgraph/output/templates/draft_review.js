"use strict";

// A draft in review. Decisions stay in this browser until they are downloaded; nothing is sent anywhere.
const byId = (id) => document.getElementById(id);
const draft = JSON.parse(byId("draft").dataset.draft);
const { items, words } = draft;
const storage = `gppgraph-review ${draft.digest}`;
const indexes = new Map(items.map((item, index) => [item.id, index]));
const STEP = 1500;
const STATES = ["accepted", "edited", "rejected"];

let decisions = {};
let current = 0;
let around = STEP;
let mode = "";

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

function make(tag, text, kind) {
  const node = document.createElement(tag);
  node.textContent = text;
  if (kind) node.className = kind;
  return node;
}

function report(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

// ---- what is kept -------------------------------------------------------------------------------------------

function keep() {
  try {
    localStorage.setItem(storage, JSON.stringify({ decisions, current, reviewer: byId("reviewer").value }));
  } catch {
    report(words["not-kept"]);
  }
}

function usable(found) {
  return Object.fromEntries(Object.entries(found || {}).filter(([id, entry]) => indexes.has(id) && entry && STATES.includes(entry.state)));
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(storage) || "{}");
    decisions = usable(kept.decisions);
    current = items[kept.current] ? kept.current : 0;
    if (kept.reviewer) byId("reviewer").value = kept.reviewer;
  } catch {
    report(words["not-kept"]);
  }
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function record() {
  const made = items.filter((item) => decisions[item.id]).map((item) => ({ id: item.id, ...decisions[item.id] }));
  return { draft: draft.digest, reviewer: byId("reviewer").value.trim(), decisions: made };
}

function download() {
  if (!byId("reviewer").value.trim()) {
    report(words["name-yourself"]);
    byId("reviewer").focus();
    return;
  }
  report("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(record(), null, 2) + "\n"], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function continueFrom(file) {
  try {
    const earlier = JSON.parse(await file.text());
    if (earlier.draft !== draft.digest) {
      report(words["other-draft"]);
      return;
    }
    const found = earlier.decisions.map(({ id, ...entry }) => [id, entry]);
    decisions = { ...decisions, ...usable(Object.fromEntries(found)) };
    byId("reviewer").value = byId("reviewer").value || String(earlier.reviewer || "");
    report("");
    keep();
    show();
  } catch {
    report(words["no-decisions"]);
  }
}

// ---- what is shown ------------------------------------------------------------------------------------------

function showText(item) {
  const { text } = draft;
  let from = Math.max(0, item.start - around);
  let to = Math.min(text.length, item.end + around);
  if (from > 0) from = Math.max(from, text.indexOf("\n", from) + 1 || from);
  if (from > item.start) from = item.start;
  if (to < text.length) to = Math.max(item.end, text.lastIndexOf("\n", to));
  const mark = make("mark", text.slice(item.start, item.end));
  byId("text").replaceChildren(
    (from > 0 ? "…\n" : "") + text.slice(from, item.start), mark, text.slice(item.end, to) + (to < text.length ? "\n…" : ""),
  );
  byId("path").textContent = item.path;
  byId("text").scrollTop = Math.max(0, mark.offsetTop - byId("text").offsetTop - 80);
}

function stateOf(item) {
  const made = decisions[item.id];
  if (!made) return words.open;
  return made.reason ? `${words[made.state]}: ${made.reason}` : words[made.state];
}

function showList() {
  byId("list").replaceChildren(...items.map((item, index) => {
    const entry = document.createElement("li");
    const made = decisions[item.id];
    const button = make("button", `${made ? words[`sign-${made.state}`] : "○"} ${item.title} `);
    button.type = "button";
    button.append(make("span", made ? words[made.state] : "", made ? made.state : "soft"));
    if (index === current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => go(index));
    entry.append(button);
    return entry;
  }));
}

function leave() {
  mode = "";
  byId("editing").hidden = byId("refusing").hidden = true;
  byId("actions").hidden = byId("yaml").hidden = false;
}

function show() {
  leave();
  const item = items[current];
  const done = items.filter((entry) => decisions[entry.id]).length;
  byId("progress").textContent = fill(words.progress, { done, all: items.length });
  if (!item) return;
  const made = decisions[item.id];
  byId("head").textContent = `${current + 1}/${items.length} ${item.title}`;
  byId("state").textContent = stateOf(item);
  byId("state").className = `state ${made ? made.state : "soft"}`;
  byId("said").textContent = item.words;
  byId("change").textContent = item.change;
  byId("settles").textContent = item.settles ? fill(words.settles, { settles: item.settles }) : "";
  byId("yaml").textContent = made && made.yaml ? made.yaml : item.yaml;
  byId("doubtful").hidden = !item.doubts.length;
  byId("doubts").replaceChildren(...item.doubts.map((doubt) => make("li", doubt)));
  byId("why").hidden = !item.why.length;
  byId("reasons").replaceChildren(...item.why.flatMap(([field, why]) => [make("dt", field), make("dd", why)]));
  for (const [action, possible] of [["split", item.split], ["join", item.join], ["undo", made]]) {
    document.querySelector(`[data-action=${action}]`).disabled = !possible;
  }
  showText(item);
  showList();
}

// ---- what can be done ---------------------------------------------------------------------------------------

function go(index) {
  if (items[index]) current = index;
  around = STEP;
  keep();
  show();
  byId("proposal").focus();
}

function decide(id, entry) {
  decisions[id] = { day: today(), ...entry };
}

// The next proposal that is open, else the next one.
function onward() {
  const later = items.findIndex((item, index) => index > current && !decisions[item.id]);
  const any = items.findIndex((item) => !decisions[item.id]);
  go(later >= 0 ? later : any >= 0 ? any : Math.min(current + 1, items.length - 1));
}

function edit(text, kind) {
  mode = kind;
  byId("editing").hidden = false;
  byId("actions").hidden = byId("yaml").hidden = true;
  byId("editor").value = text;
  byId("editor").focus();
  byId("editor").setSelectionRange(0, 0);
}

function save() {
  const item = items[current];
  const yaml = byId("editor").value.trimEnd() + "\n";
  if (!yaml.trim()) {
    report(words["empty-yaml"]);
    byId("editor").focus();
    return;
  }
  report("");
  decide(item.id, yaml === item.yaml ? { state: "accepted" } : { state: "edited", yaml, ...(mode === "join" ? { joined: item.next } : {}) });
  if (mode === "join") decide(item.next, { state: "rejected", reason: `joined into ${item.id}` });
  onward();
}

function refuse() {
  const reason = byId("reason").value.trim();
  if (!reason) {
    report(words["give-reason"]);
    byId("reason").focus();
    return;
  }
  report("");
  decide(items[current].id, { state: "rejected", reason });
  onward();
}

// A decision that is taken back takes back what was joined by it, too.
function undo() {
  const item = items[current];
  const next = item.next && decisions[item.next];
  if (next && next.reason === `joined into ${item.id}`) delete decisions[item.next];
  delete decisions[item.id];
  keep();
  show();
  byId("proposal").focus();
}

const actions = {
  accept() { decide(items[current].id, { state: "accepted" }); onward(); },
  edit() { const made = decisions[items[current].id]; edit((made && made.yaml) || items[current].yaml, "edit"); },
  reject() {
    mode = "reject";
    byId("refusing").hidden = false;
    byId("actions").hidden = true;
    byId("reason").value = "";
    byId("reason").focus();
  },
  split() { if (items[current].split) edit(items[current].split, "split"); },
  join() { if (items[current].join) edit(items[current].join, "join"); },
  undo,
  back() { go(current - 1); },
  skip() { go(current + 1); },
  "more-text"() { around += 4 * STEP; showText(items[current]); },
  save,
  refuse,
  cancel() { report(""); show(); byId("proposal").focus(); },
  download,
};
const KEYS = { a: "accept", e: "edit", x: "reject", p: "split", j: "join", u: "undo", b: "back", s: "skip", t: "more-text", d: "download" };

function onKey(event) {
  const where = event.target;
  if (mode && event.key === "Escape") {
    event.preventDefault();
    actions.cancel();
  } else if (where.id === "editor" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  } else if (where.id === "reason" && event.key === "Enter") {
    event.preventDefault();
    refuse();
  } else if (!mode && byId("single").checked && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (where.matches("input:not([type=checkbox]), textarea") || !(event.key in KEYS) || !items.length) return;
    event.preventDefault();
    actions[KEYS[event.key]]();
  }
}

recall();
for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => { if (items.length) actions[button.dataset.action](); });
}
document.addEventListener("keydown", onKey);
byId("reviewer").addEventListener("change", keep);
byId("earlier").addEventListener("change", async (event) => {
  if (event.target.files.length) await continueFrom(event.target.files[0]);
  event.target.value = ""; // so that the same file can be chosen again
});
show();
