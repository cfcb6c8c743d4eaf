#!/usr/bin/env python3
"""Writes docs/licences.md: what every dependency of the binary, and every font, is under.

usage: scripts/licences.py            writes the file
       scripts/licences.py --check    exits with 1 if the file is not what would be written

Either way it exits with 1 if a dependency cannot be had under the licences that deny.toml allows.
"""
import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = "x86_64-unknown-linux-gnu"


def dependencies():
    """Packages that end up in the binary: reached by normal dependencies, the package itself not."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", TARGET]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    reached, waiting = set(), [root]
    while waiting:
        current = waiting.pop()
        if current in reached:
            continue
        reached.add(current)
        for dependency in nodes[current]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    reached.discard(root)
    return sorted((packages[one] for one in reached), key=lambda p: (p["name"], p["version"]))


def allowed(expression, licences):
    """Whether an SPDX expression can be met (SPDX 2.3, annex D): AND binds closer than OR."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def either():
        met = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met = both() or met
        return met

    def both():
        met = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met = one() and met
        return met

    def one():
        token = tokens.pop(0)
        if token == "(":
            met = either()
            tokens.pop(0)
            return met
        if tokens and tokens[0] == "WITH":
            token = f"{token} WITH {tokens[1]}"
            del tokens[:2]
        return token in licences

    return either()


def check_licences(packages):
    licences = tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]["allow"]
    refused = [p for p in packages if not allowed(p["license"] or "", licences)]
    for package in refused:
        print(f"{package['name']} {package['version']}: {package['license']}", file=sys.stderr)
    if refused:
        sys.exit("deny.toml allows none of these licences")


def fonts():
    for folder in sorted((ROOT / "fonts").iterdir()):
        licence = folder / "OFL.txt"
        if licence.is_file():
            first = next(line for line in licence.read_text().splitlines() if "Copyright" in line)
            yield folder.name, first.strip()


def text():
    packages = dependencies()
    check_licences(packages)
    groups = {}
    for package in packages:
        licence = (package["license"] or "see its licence file").replace("/", " OR ")
        groups.setdefault(" ".join(licence.split()), []).append(package)
    lines = [
        "# Licences",
        "",
        "Written by `scripts/licences.py` from `cargo metadata`; `scripts/conformance.sh` checks that it is",
        "up to date, `deny.toml` which licences are taken. plenary itself: see [LICENSE.md](../LICENSE.md).",
        "",
        "## Fonts",
        "",
        "All under the SIL Open Font License 1.1, embedded in the binary; see [fonts](../fonts/README.md).",
        "",
        "| folder | copyright |",
        "|---|---|",
    ]
    lines += [f"| `fonts/{name}` | {copyright} |" for name, copyright in fonts()]
    lines += ["", f"## The {len(packages)} packages in the binary ({TARGET})", ""]
    for licence, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        lines += [f"### {licence} ({len(members)})", ""]
        lines += [", ".join(f"{p['name']} {p['version']}" for p in members), ""]
    return "\n".join(lines).rstrip() + "\n"


def main():
    path = ROOT / "docs/licences.md"
    written = text()
    if "--check" in sys.argv[1:]:
        if not path.is_file() or path.read_text() != written:
            sys.exit("docs/licences.md is not up to date: run scripts/licences.py")
        return
    path.write_text(written)
    print(f"{path.relative_to(ROOT)}: {len(written.splitlines())} lines")


main()
