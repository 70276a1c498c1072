#!/usr/bin/env bash
# Checks the LinkML rendering of the application profile with linkml itself, in an environment of its own:
# linkml brings some fifty packages that nothing else here needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PIP_CONSTRAINT PIP_BUILD_CONSTRAINT

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq 'linkml>=1.12'
"$work/venv/bin/python" scripts/application_profile/check_linkml.py
