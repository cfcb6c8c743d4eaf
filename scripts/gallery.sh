#!/usr/bin/env bash
# Makes the pictures in docs/gallery from the built guide: needs pdftoppm (poppler-utils) and
# ImageMagick.
#
# usage: scripts/gallery.sh      after `cargo run --release -- build`
set -euo pipefail
cd "$(dirname "$0")/.."
pdf=build/cnd-thematic-discussions-2023-en.pdf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p docs/gallery
page() { # number, name
  pdftoppm -png -r 110 -f "$1" -l "$1" -singlefile "$pdf" "$work/$2"
  convert "$work/$2.png" -bordercolor '#B8C0C8' -border 1 "$work/$2.png"
}
page 1 cover
page 2 contents
page 7 section
page 14 figures
page 6 programme
page 16 questions
convert "$work/cover.png" "$work/section.png" "$work/figures.png" +append -resize 1800x \
  -colors 128 PNG8:docs/gallery/three-pages.png
convert "$work/contents.png" "$work/programme.png" "$work/questions.png" +append -resize 1800x \
  -colors 128 PNG8:docs/gallery/more-pages.png
ls -l docs/gallery
