#!/usr/bin/env bash
# Installs the Debian packages some tests can use: a second SPARQL server and a browser.
# Tests that need a missing one are skipped, so this script never fails a build: it says what it did and exits 0.
set -euo pipefail

# package  the program that shows it is there
wanted=(
  "virtuoso-opensource virtuoso-t"
  "chromium chromium"
)

missing=()
for entry in "${wanted[@]}"; do
  read -r package program <<<"$entry"
  if command -v "$program" >/dev/null; then
    echo "$package: already here ($(command -v "$program"))"
  else
    missing+=("$package")
  fi
done
((${#missing[@]})) || exit 0

give_up() {
  echo "not installed: ${missing[*]} ($1). Tests that need them will be skipped."
  exit 0
}

command -v apt-get >/dev/null || give_up "this machine has no apt-get"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null && sudo -n true 2>/dev/null || give_up "root rights are needed"
  as_root=(sudo -n)
fi
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

echo "apt-get update"
apt update || give_up "apt-get update failed"
failed=()
for package in "${missing[@]}"; do
  echo "apt-get install $package"
  apt install -y --no-install-recommends "$package" </dev/null || failed+=("$package")
done
if ((${#failed[@]})); then
  missing=("${failed[@]}")
  give_up "apt-get install failed"
fi
echo "installed: ${missing[*]}"
