#!/usr/bin/env bash
# Writes constraints.txt: the versions a fresh install of everything resolves to.
# To be run with an early Python 3.11: a release that asks for a later one could not be installed there.
# Only names and versions are kept, so the file is the same whatever index they came from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PIP_CONSTRAINT PIP_BUILD_CONSTRAINT

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"

# The dependencies alone: the project itself need not build for them to be known.
"$work/venv/bin/python" - >"$work/requirements.txt" <<'PY'
import tomllib

with open("pyproject.toml", "rb") as file:
    config = tomllib.load(file)
lists = [
    config["build-system"]["requires"],
    config["project"]["dependencies"],
    *config["project"]["optional-dependencies"].values(),
    ["editables>=0.3,<1"],  # hatchling asks for it when it builds an editable install
]
print("\n".join(sorted({line for lines in lists for line in lines if not line.startswith("gppgraph")})))
PY
"$work/venv/bin/python" -m pip install -qq -r "$work/requirements.txt"
{
  echo "# Versions the project is built and tested with; written by \`make constraints\`."
  "$work/venv/bin/python" -m pip list --format=freeze --exclude pip --exclude setuptools --exclude wheel |
    LC_ALL=C sort -f
} >"$work/constraints.txt"
if bad=$(grep -vE '^(#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.!]+)$' "$work/constraints.txt"); then
  echo "these pins are not plain name==version: $bad" >&2
  exit 1
fi
cp "$work/constraints.txt" constraints.txt
echo "constraints.txt: $(grep -c == constraints.txt) pins"
