#!/usr/bin/env bash
# Runs the tests with the lowest versions of the direct dependencies that pyproject.toml allows.
# pip always takes the newest, so that uv resolves; words after the name of the script go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PIP_CONSTRAINT PIP_BUILD_CONSTRAINT

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq uv
UV_PYTHON="$work/venv/bin/python" "$work/venv/bin/uv" pip install -q --resolution lowest-direct -e '.[test]'
"$work/venv/bin/python" -m pytest "$@"
