"""Checks the shipped sources against the JSON Schemas that plenary prints.

usage: schemas.py PLENARY PROJECT      needs jsonschema and PyYAML
"""

import glob
import json
import subprocess
import sys

import jsonschema
import yaml

plenary, project = sys.argv[1:3]


class CoreLoader(yaml.SafeLoader):
    """Dates stay text, as the YAML 1.2 core schema has it."""


CoreLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

findings = 0
for name, files in {
    "guide": [f"{project}/sources/guide.yaml"],
    "images": [f"{project}/sources/images.yaml"],
    "section": sorted(glob.glob(f"{project}/sources/sections/*.yaml")),
}.items():
    printed = subprocess.run(
        [plenary, "schema", name, "--project", project], check=True, capture_output=True, text=True
    ).stdout
    schema = json.loads(printed)
    jsonschema.Draft7Validator.check_schema(schema)
    for file in files:
        with open(file, encoding="utf-8") as text:
            content = yaml.load(text, CoreLoader)
        for error in jsonschema.Draft7Validator(schema).iter_errors(content):
            print(f"{file}: {error.message}")
            findings += 1
    # A schema that takes everything proves nothing.
    broken = {"unknown-key": 1}
    if not list(jsonschema.Draft7Validator(schema).iter_errors(broken)):
        print(f"the schema {name} takes an unknown key")
        findings += 1
print(f"   schemas: {findings} findings")
sys.exit(1 if findings else 0)
