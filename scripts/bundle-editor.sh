#!/usr/bin/env bash
# Bundles the query editor and the licences of what is in it. Needed only to change or update the editor: Node and npm.
# Every version is exact in editor/package.json, so that the same bytes come out; --check compares with what is committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

assets=src/gppgraph/publish/assets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp editor/package.json editor/editor.js "$work"
(
  cd "$work"
  npm install --no-package-lock --no-audit --no-fund --loglevel=error
  node_modules/.bin/esbuild editor.js --bundle --minify --format=iife --target=es2022 --legal-comments=none \
    --outfile=bundle.js --log-level=warning
  node --input-type=module >licences.txt <<'END'
import { existsSync, readFileSync } from "node:fs";
const { dependencies } = JSON.parse(readFileSync("package.json"));
for (const name of Object.keys(dependencies)) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  if (version !== dependencies[name]) throw new Error(`${name} ${version} came instead of ${dependencies[name]}`);
  const file = ["LICENSE", "LICENSE.md", "LICENCE"].map((f) => `node_modules/${name}/${f}`).find((f) => existsSync(f));
  if (!file) throw new Error(`${name} has no licence text`);
  console.log(`${name} ${version} (${license})\n\n${readFileSync(file, "utf8").trim()}\n`);
}
END
)
if [ "${1:-}" = --check ]; then
  cmp "$work/bundle.js" "$assets/editor.js"
  cmp "$work/licences.txt" "$assets/editor.LICENSES.txt"
else
  cp "$work/bundle.js" "$assets/editor.js"
  cp "$work/licences.txt" "$assets/editor.LICENSES.txt"
  wc -c "$assets/editor.js"
fi
