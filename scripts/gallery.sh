#!/usr/bin/env bash
# Makes the pictures in docs/gallery from the built guide: needs pdftoppm (poppler-utils) and
# ImageMagick.
#
# usage: scripts/gallery.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p docs/gallery
plenary() { cargo run --release --quiet -- "$@"; }
plenary build --quiet --format pdf --out "$work/guide"
pdf=$work/guide/cnd-thematic-discussions-2023-en.pdf
plenary build --quiet --format pdf --project examples/parliamentary --out "$work/made"
mv "$work"/made/*.pdf "$work/parliamentary.pdf"
for language in ar zh en fr ru es; do
  plenary build --quiet --format pdf --project examples/six-languages/$language --out "$work/made"
  mv "$work"/made/*.pdf "$work/$language.pdf"
done
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
shot() { # pdf, page, name
  pdftoppm -png -r 80 -f "$2" -l "$2" -singlefile "$1" "$work/$3"
  convert "$work/$3.png" -bordercolor '#B8C0C8' -border 1 "$work/$3.png"
}
shot "$work/parliamentary.pdf" 1 masthead
shot "$work/parliamentary.pdf" 2 paragraphs
shot "$work/parliamentary.pdf" 4 annex
convert "$work/masthead.png" "$work/paragraphs.png" "$work/annex.png" +append -resize 1800x \
  -colors 64 PNG8:docs/gallery/parliamentary.png
for language in ar zh en fr ru es; do
  shot "$work/$language.pdf" 4 "six-$language"
done
convert \( "$work/six-ar.png" "$work/six-zh.png" "$work/six-en.png" +append \) \
  \( "$work/six-fr.png" "$work/six-ru.png" "$work/six-es.png" +append \) -append -resize 1800x \
  -colors 128 PNG8:docs/gallery/six-languages.png
ls -l docs/gallery
