#!/usr/bin/env bash
# Shows that make and ninja rebuild what has changed and nothing else, by the files that
# `plenary build --deps` writes: examples/make in a folder of its own.
#
# usage: scripts/build_systems.sh PLENARY      (needs make 4.3 and ninja 1.10)
set -euo pipefail
plenary=$(realpath "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "build systems: $*" >&2; exit 1; }
# The guides that a run built, by what it says it does.
built() { grep -o 'build guides/[a-z]*' "$work/log" | sed 's:.*/::' | sort | tr '\n' ' '; }
expect() { # WHAT GUIDES…
  local what=$1; shift
  "${tool[@]}" >"$work/log" 2>&1 || { cat "$work/log"; fail "$what: failed"; }
  [ "$(built)" = "$*" ] || { cat "$work/log"; fail "$what: built “$(built)”, expected “$*”"; }
  echo "   ${tool[0]}: $what: ${*:-nothing} built"
}

for kind in make ninja; do
  rm -rf "$work/fleet"
  cp -r examples/make "$work/fleet"
  rm -rf "$work/fleet/dist"
  cd "$work/fleet"
  case $kind in
    make) tool=(make PLENARY="$plenary" --no-print-directory --jobs 2) ;;
    ninja) sed -i "s:^plenary = .*:plenary = $plenary:" build.ninja; tool=(ninja -v) ;;
  esac
  expect "the first run" "background briefing "
  expect "the second run" ""
  sleep 1.1
  touch guides/background/sources/sections/text.yaml
  expect "a touched section" "background "
  touch guides/briefing/sources/fr/sections/example.yaml
  expect "a touched section of an edition" "briefing "
  rm dist/background-en.docx
  expect "a deleted output" "background "
  sed -i '/^  - introduction$/d' guides/briefing/sources/guide.yaml
  sed -i 's/As the \[introduction\](section:introduction) says, this/This/' guides/briefing/sources/sections/example.yaml
  rm guides/briefing/sources/sections/introduction.yaml
  expect "a deleted section" "briefing "
  expect "the last run" ""
  "$plenary" verify dist --project guides/briefing --project guides/background --quiet
  cd - >/dev/null
done
