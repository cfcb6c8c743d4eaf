#!/usr/bin/env bash
# Shows that the same commit gives the same bytes – PDF, DOCX, manifest and checksums – whatever the
# folder, user, host, time zone, locale, clock, number of cores, mask and environment.
#
# usage: scripts/reproducible.sh PLENARY [--other-release [NAME]]
#
# --other-release builds once more inside another release of Debian (default: trixie), which
# debootstrap unpacks into a folder; as root, some minutes and 300 MB. Variants that need root, or a
# tool that is not there, are named as left out.
set -euo pipefail
plenary=$(realpath "$1")
release=""
[ "${2:-}" = --other-release ] && release=${3:-trixie}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# The shipped guide and a guide in two languages, in one commit that is the same every time.
mkdir "$work/a"
cp -r sources templates fonts "$work/a/"
cp -r examples/make/guides "$work/a/"
cp -r examples/six-languages "$work/a/"
find "$work/a" \( -name build -o -name dist \) -prune -exec rm -rf {} +
git() { command git -c user.name=A -c user.email=a@example.org -c init.defaultBranch=main \
  -c commit.gpgsign=false -c core.autocrlf=false "$@"; }
(
  cd "$work/a"
  export GIT_AUTHOR_DATE=2023-09-15T00:00:00Z GIT_COMMITTER_DATE=2023-09-15T00:00:00Z
  git init --quiet && git add --all && git commit --quiet --message sources
)
projects=(. guides/briefing)
for language in ar zh ru; do projects+=("six-languages/$language"); done

variants=0
# NAME, the folder to build in, then a command to put before plenary's.
same() {
  local name=$1 folder=$2; shift 2
  local out; out=$(mktemp -d "$work/out-XXXX"); chmod 777 "$out"
  if ! (cd "$folder" && "$@" "$plenary" build "${projects[@]}" --lang all --out "$out/x" --quiet) 2>"$work/said"; then
    cat "$work/said"; echo "reproducible: $name: the build failed" >&2; exit 1
  fi
  if ! diff -r "$work/expected" "$out/x"; then
    echo "reproducible: $name: other bytes" >&2; exit 1
  fi
  variants=$((variants + 1))
  echo "   same bytes: $name"
  rm -rf "$out"
}
left_out() { echo "   left out: $1"; }

(cd "$work/a" && "$plenary" build "${projects[@]}" --lang all --out "$work/expected" --quiet)
(cd "$work/expected" && sha256sum --check --quiet SHA256SUMS)
chmod -R a+rX "$work/a" "$work/expected"
echo "   $(ls "$work/expected" | wc -l) files, $(du -sk "$work/expected" | cut -f1) kB; commit $(git -C "$work/a" rev-parse --short HEAD)"

same "again" "$work/a" env
same "TZ=Pacific/Kiritimati" "$work/a" env TZ=Pacific/Kiritimati
same "LC_ALL=tr_TR.UTF-8 LANGUAGE=zh" "$work/a" env LC_ALL=tr_TR.UTF-8 LANGUAGE=zh
same "an empty environment, HOME unset" "$work/a" env -i
for threads in 1 2 8; do
  same "RAYON_NUM_THREADS=$threads" "$work/a" env RAYON_NUM_THREADS=$threads
done
same "one core" "$work/a" taskset -c 0
same "umask 077" "$work/a" sh -c 'umask 077; exec "$0" "$@"'
git clone --quiet "file://$work/a" "$work/another folder/with a long name"
same "a clone in another folder" "$work/another folder/with a long name" env
if command -v faketime >/dev/null; then
  same "the clock in 2038" "$work/a" faketime '2038-01-19 03:14:08'
else
  left_out "another clock (no faketime)"
fi
if [ "$(id -u)" = 0 ]; then
  same "as nobody" "$work/a" setpriv --reuid=65534 --regid=65534 --clear-groups
  if unshare --uts true 2>/dev/null; then
    same "another host name" "$work/a" unshare --uts sh -c 'hostname elsewhere; exec "$0" "$@"'
  else
    left_out "another host name (not allowed here)"
  fi
else
  left_out "as nobody and another host name (not root)"
fi

if [ -n "$release" ]; then
  root="$work/$release"
  debootstrap --variant=minbase "$release" "$root" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log" 2>&1 ||
    { tail -5 "$work/debootstrap.log"; exit 1; }
  cp "$plenary" "$root/usr/local/bin/plenary"
  cp -r "$work/a" "$root/srv/a"
  chroot "$root" sh -c 'cd /srv/a && exec plenary build "$@" --lang all --out /srv/out --quiet' sh "${projects[@]}"
  diff -r "$work/expected" "$root/srv/out"
  echo "   same bytes: Debian $(cat "$root/etc/debian_version") ($release), built on $(. /etc/os-release; echo "$PRETTY_NAME")"
  variants=$((variants + 1))
fi
echo "   reproducible: $variants variants, no differences"
