#!/bin/sh
# A RUSTC_WRAPPER for scripts/fuzz.sh: compiles plenary and the parsers it reads hostile input with
# for libFuzzer's coverage; everything else is compiled as it always is, so that Typst is built once.
rustc=$1
shift
case " $* " in
*" --crate-name plenary "* | *" --crate-name plenary_fuzz "* | *" --crate-name comrak "* | \
  *" --crate-name granit_parser "* | *" --crate-name serde_saphyr "* | *" --crate-name minijinja "* | \
  *" --crate-name lopdf "* | *" --crate-name zip "*)
  exec "$rustc" "$@" --cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares
  ;;
*) exec "$rustc" "$@" ;;
esac
