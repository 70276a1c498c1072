// The query page: the editor in place of the text field, and the answer as a table with links to pages of this site.
// Without a script the form itself asks the endpoint.
"use strict";

const SHOWN = 1000;
const LONGEST_LINK = 6000; // characters; servers and mail programs cut longer ones

// An IRI of ours leads to its page in the language of this one; what shares a page with others is left to the server.
function address(form, iri) {
  const { base, top, root } = form.dataset;
  if (!iri.startsWith(base)) return /^https?:/.test(iri) ? iri : null;
  const [path, fragment] = iri.slice(base.length).split("#");
  if (!path) return `${top}index.html`;
  const place = (name) => name.split("/").map(encodeURIComponent).join("/");
  const verdict = /^derived\/verdict\/([^/]+?)--([^/]+?)--/.exec(path);
  if (verdict) return `${top}${place(`derived/verdict/${verdict[1]}`)}.html#${verdict[2]}`;
  const alone = /^(id\/(label|set|scheme|act|standard|agent)|code\/(concept|topic|product))\//.test(path) || !path.includes("/");
  return (alone ? `${top}${place(path)}.html` : root + place(path)) + (fragment ? `#${fragment}` : "");
}

function short(iri, prefixes) {
  let best = ["", ""];
  for (const entry of Object.entries(prefixes)) {
    if (iri.startsWith(entry[1]) && entry[1].length > best[1].length) best = entry;
  }
  const name = iri.slice(best[1].length);
  return best[0] && name && !/[/#]/.test(name) ? `${best[0]}:${name}` : iri;
}

function cell(form, term, terms) {
  if (!term) return make("td", {});
  if (term.type === "uri") {
    const target = address(form, term.value);
    const words = short(term.value, terms.prefixes);
    const label = terms.labels.get(words);
    const shown = target ? make("a", { href: target }, words) : make("span", {}, words);
    return label ? make("td", {}, shown, " ", make("small", {}, label)) : make("td", {}, shown);
  }
  const node = make("td", term["xml:lang"] ? { lang: term["xml:lang"] } : {}, term.value);
  if (/#(integer|decimal|double)$/.test(term.datatype || "")) node.className = "number";
  return node;
}

function tableOf(form, results, terms) {
  const names = results.head.vars;
  const rows = results.results.bindings.slice(0, SHOWN);
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": form.dataset.answer },
    make("table", {},
      make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, `?${name}`)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...names.map((name) => cell(form, row[name], terms)))))));
}

function problem(words) {
  return [make("p", { class: "problem", role: "alert" }, words)];
}

// What an answer of the endpoint shows: nodes, and words for the status line.
async function shown(form, response, seconds, terms) {
  const { dataset } = form;
  const media = (response.headers.get("content-type") || "").split(";")[0];
  if (media === "application/problem+json") {
    return [problem(`${dataset.failed} ${(await response.json()).detail}`), ""];
  }
  const cut = response.headers.get("x-sparql-maxrows") ? " " + dataset.cut : "";
  if (response.ok && media === "application/sparql-results+json") {
    const results = await response.json();
    if ("boolean" in results) return [[make("p", { class: "lead" }, results.boolean ? dataset.yes : dataset.no)], ""];
    const count = results.results.bindings.length;
    const part = count > SHOWN ? " " + fill(dataset.shown, { count: SHOWN }) : "";
    return [[tableOf(form, results, terms)], `${fillCounted(dataset.rows, count, { seconds })}.${cut}${part}`];
  }
  if (response.ok && media === "text/turtle") {
    const pre = make("pre", { class: "scroll", tabindex: "0", role: "region", "aria-label": dataset.answer }, make("code", {}, await response.text()));
    return [[pre], cut];
  }
  return [problem(dataset.static), ""];
}

async function ask(form, editor, terms) {
  const status = byId("answer-status");
  const place = byId("answer");
  if (editor) editor.complete();
  status.textContent = form.dataset.running;
  place.replaceChildren();
  const begin = performance.now();
  try {
    if (location.protocol === "file:") throw new TypeError("no server");
    const link = `?query=${encodeURIComponent(form.elements.query.value)}`;
    if (link.length <= LONGEST_LINK) history.replaceState(null, "", link); // the address of the page can be passed on
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      body: new URLSearchParams({ query: form.elements.query.value }),
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(2);
    const [nodes, words] = await shown(form, response, seconds, terms);
    status.textContent = words.trim();
    place.replaceChildren(...nodes);
  } catch {
    status.textContent = "";
    place.replaceChildren(...problem(form.dataset.static));
  }
}

async function startEditor(form) {
  const field = byId("query");
  const given = new URLSearchParams(location.search).get("query");
  if (given) field.value = given;
  let terms = { prefixes: {}, labels: new Map() };
  let editor = null;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, editor, terms);
  });
  const known = await load(form.dataset.terms, "gppTerms");
  terms = { ...known, labels: new Map(known.terms) };
  const start = await load(form.dataset.editor, "gppEditor");
  const host = make("div", { class: "code" });
  field.before(host);
  const label = form.querySelector("label[for=query]");
  editor = start(field, host, { ...known, label: label.textContent, run: () => form.requestSubmit() });
  field.hidden = true;
  label.removeAttribute("for");
  byId("editor-keys").hidden = false;
}

startEditor(byId("editor")).catch(() => {});
