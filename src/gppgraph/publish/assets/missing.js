// The page of a host for an address without a file: a name that shares a document is led to it.
// Hosts that rewrite addresses (see .htaccess) never come here for such a name.
"use strict";

function documents(path) {
  const verdict = /^derived\/verdict\/([^/]+?)--([^/]+?)(?:\.html|--.*)?$/.exec(path);
  if (verdict) return [[`derived/verdict/${verdict[1]}`, verdict[2]]];
  const outcome = /^derived\/outcome\/([^/]+)\.[^./]+?--([^/]+?)--/.exec(path);
  if (outcome) return [[`derived/verdict/${outcome[1]}`, outcome[2]]];
  const thing = /^((?:id|code)\/[^/]+)\/([^/]+)$/.exec(path);
  if (!thing) return [];
  const parts = thing[2].split(".");
  const names = parts.map((_, place) => `${thing[1]}/${parts.slice(0, parts.length - place).join(".")}`);
  return [...names, thing[1]].map((name) => [name, thing[2]]);
}

async function lead() {
  const base = document.getElementById("main").dataset.base;
  const start = new URL(base).pathname;
  if (!location.pathname.startsWith(start)) return;
  for (const [name, fragment] of documents(decodeURIComponent(location.pathname.slice(start.length)))) {
    const place = `${start}${name.split("/").map(encodeURIComponent).join("/")}.html`;
    const answer = await fetch(place, { method: "HEAD" });
    if (answer.ok) return location.replace(`${place}#${encodeURIComponent(fragment)}`);
  }
}

lead();
