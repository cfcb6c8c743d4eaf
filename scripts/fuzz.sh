#!/usr/bin/env bash
# Builds and runs the fuzz targets under libFuzzer, on the stable toolchain and without
# cargo-fuzz: only plenary and the parsers that it gives hostile input to are instrumented
# (scripts/fuzz_rustc.sh), so that Typst is compiled as usual.
#
# usage: scripts/fuzz.sh [SECONDS] [TARGET…]      600 seconds for each of all targets by default
# What was found is in fuzz/corpus/TARGET (inputs that reach new code) and fuzz/artifacts (inputs
# that failed; the script exits with 1 if there are any).
set -uo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- yaml prose compose image docx pdf citation manifest repository deps messages svg
export CARGO_TARGET_DIR=${PLENARY_FUZZ_TARGET:-$PWD/fuzz/target}
if [ -z "${PLENARY_FUZZ_BUILT:-}" ]; then
  (cd fuzz && RUSTC_WRAPPER="$PWD/../scripts/fuzz_rustc.sh" cargo build --release --bins) || exit 2
fi
# A repository is written for each execution: in memory where that can be.
if [ -d /dev/shm ]; then export TMPDIR=/dev/shm; fi
failed=0
printf '%-10s %12s %8s %9s %9s %8s %s\n' target executions per-s coverage features corpus findings
for target in "$@"; do
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target" fuzz/logs
  found_before=tests/fuzz/regressions/$target
  [ -d "$found_before" ] || found_before=
  # Inputs of a few kilobytes reach every branch; 2 GB and 20 s are more than any should take.
  nice -n 10 "$CARGO_TARGET_DIR/release/fuzz-$target" \
    -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=2048 -timeout=20 -seed=1 \
    -print_final_stats=1 -artifact_prefix="fuzz/artifacts/$target/" \
    "fuzz/corpus/$target" "fuzz/seeds/$target" ${found_before:+"$found_before"} \
    >"fuzz/logs/$target.log" 2>&1
  status=$?
  found=$(find "fuzz/artifacts/$target" -type f | wc -l)
  last=$(grep -aE '^#[0-9]+.*cov: ' "fuzz/logs/$target.log" | tail -n 1)
  field() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$last"; }
  stat() { sed -nE "s/^stat::$1: *([0-9]+).*/\1/p" "fuzz/logs/$target.log"; }
  printf '%-10s %12s %8s %9s %9s %8s %s\n' "$target" "$(stat number_of_executed_units)" \
    "$(stat average_exec_per_sec)" "$(field cov)" "$(field ft)" \
    "$(find "fuzz/corpus/$target" -type f | wc -l)" "$found"
  if [ "$status" -ne 0 ] || [ "$found" -ne 0 ]; then failed=1; fi
done
exit "$failed"
