"""Checks what plenary writes for machines against schemas that are not its own, and its own.

usage: machine_readable.py PLENARY SARIF_SCHEMA FOLDER...     needs jsonschema

SARIF_SCHEMA is the schema of the SARIF 2.1.0 standard (OASIS). Each FOLDER holds outputs with their
manifest. Messages are those of every case in tests/ui.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema

plenary, sarif_schema, *folders = sys.argv[1:]
findings = 0


def finding(text):
    global findings
    findings += 1
    print(text)


def validator(schema):
    cls = jsonschema.validators.validator_for(schema)
    cls.check_schema(schema)
    return cls(schema, format_checker=jsonschema.FormatChecker())


def printed(name):
    out = subprocess.run([plenary, "schema", name], check=True, capture_output=True, text=True)
    return validator(json.loads(out.stdout))


def errors(checker, value, where):
    for error in checker.iter_errors(value):
        finding(f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


# Manifests, and that the schema refuses what is not one.
manifest = printed("manifest")
for folder in folders:
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        value = json.load(file)
    errors(manifest, value, folder)
    for spoil in (
        lambda m: m.update({"manifest-version": 2}),
        lambda m: m["documents"][0].pop("work"),
        lambda m: m["documents"][0]["outputs"][0].update(sha256="0"),
        lambda m: m["documents"][0]["outputs"][0].update(path="../x"),
        lambda m: m["documents"][0].update(host="x"),
    ):
        spoiled = json.loads(json.dumps(value))
        spoil(spoiled)
        if manifest.is_valid(spoiled):
            finding("the schema of the manifest takes a spoiled one")

# Messages in each format, over every case of tests/ui.
with open(sarif_schema, encoding="utf-8") as file:
    sarif = validator(json.load(file))
message = printed("message")
command = re.compile(r"::(error|warning)(?: ([^:]*))?::(.*)")


def unescape(text, is_property):
    """As GitHub's runner does (actions/runner, ActionCommand.cs): %25 last."""
    if is_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def shown(text):
    """With control characters as commands show them, line ends apart."""
    pictures = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\r\n"} | {0x7F: 0x2421}
    acting = [*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    return text.translate(pictures | dict.fromkeys(acting, 0xFFFD)).replace("##[", "# #[")


def run(project, format, arguments=("check",)):
    return subprocess.run(
        [plenary, *arguments, "--message-format", format], cwd=project, capture_output=True
    ).stderr.decode()


def check(project, where, arguments=("check",)):
    log = json.loads(run(project, "sarif", arguments))
    errors(sarif, log, f"{where}: SARIF")
    lines = [json.loads(line) for line in run(project, "json", arguments).splitlines()]
    for line in lines:
        errors(message, line, f"{where}: JSON")
    results = log["runs"][0]["results"]
    diagnostics = [line for line in lines if line["severity"] not in ("failure", "omitted")]
    if [r["ruleId"] for r in results] != [line["code"] for line in diagnostics]:
        finding(f"{where}: SARIF and JSON report different things")
    wanted = sorted(
        "\nhelp: ".join(map(shown, [line["message"], *line.get("hints", [])])) for line in lines
    )
    found = []
    for text in run(project, "github", arguments).splitlines():
        match = command.fullmatch(text)
        if not match:
            finding(f"{where}: not a workflow command: {text}")
            continue
        for pair in match[2].split(","):
            key, _, value = pair.partition("=")
            if key not in ("file", "line", "endLine", "col", "endColumn", "title") or not value:
                finding(f"{where}: not a property: {pair}")
            unescape(value, True)
        found.append(unescape(match[3], False))
    if sorted(found) != wanted:
        finding(f"{where}: workflow commands and JSON report different things")
    return len(lines)


count = cases = 0
for case in sorted(glob.glob("tests/ui/cases/*/in")):
    if os.path.exists(os.path.join(case, "../steps")):
        continue
    with tempfile.TemporaryDirectory() as project:
        shutil.copytree("tests/ui/base", project, dirs_exist_ok=True)
        shutil.copytree(case, project, dirs_exist_ok=True)
        for mark in glob.glob(f"{project}/**/*.removed", recursive=True):
            os.remove(mark)
            if os.path.exists(mark.removesuffix(".removed")):
                os.remove(mark.removesuffix(".removed"))
        count += check(project, os.path.dirname(case))
        cases += 1
count += check(".", "no project", ("check", "nowhere", "sources"))
count += check(".", "the shipped guide")
# A schema that takes everything proves nothing.
if sarif.is_valid({"version": "2.1.0", "runs": [{"results": []}]}) or message.is_valid({"code": "PL0101"}):
    finding("a schema of messages takes what is none")
print(f"   machine-readable: {len(folders)} manifests, {count} messages of {cases} cases, {findings} findings")
sys.exit(1 if findings else 0)
