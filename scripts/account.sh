#!/usr/bin/env bash
# Accounts for every word of what the repository holds and of random documents, and judges the pages
# they are set on: word_account.py and, on the same files, geometry.py.
#
# usage: scripts/account.sh PLENARY OUT [--long]
#
# OUT is a folder for projects and outputs. With `--long` another 1,000 random documents and the 652
# examples of the CommonMark specification are added (fetched by npm). $PYTHON names the Python that
# has pikepdf, pdfminer.six, lxml, ruamel.yaml, markdown-it-py and jinja2.
set -euo pipefail
plenary=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
long=${3:-}
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
failed=0

for template in un-guide un-note; do
  [ -d "$out/init-$template" ] || "$plenary" init --quiet --template "$template" "$out/init-$template"
done

# One account and one look at the pages: what it is of, then the projects.
account() {
  local name=$1
  shift
  echo "-- the words of $name"
  "$python" scripts/word_account.py --keep "$out/$name" "$plenary" "$@" || failed=1
  if [ -e scripts/geometry.py ]; then
    find "$out/$name" -name '*.pdf' -print0 | sort -z |
      xargs -0 -r -P 2 -n 40 "$python" scripts/geometry.py || failed=1
  fi
}

account repository . examples/parliamentary examples/six-languages/*/ examples/make/guides/*/ \
  "$out"/init-* tests/corpus/*/ tests/cases/*/*/
"$python" scripts/random_documents.py --seed 1 --count 100 "$out/random-1"
account 100-random-documents "$out"/random-1/*/
if [ "$long" = --long ]; then
  "$python" scripts/random_documents.py --seed 2 --count 1000 "$out/random-2"
  account 1000-random-documents "$out"/random-2/*/
  "$python" scripts/commonmark_examples.py "$out/commonmark"
  account commonmark "$out"/commonmark/*/
fi
exit $failed
