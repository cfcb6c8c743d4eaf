"""Accounts for every word of projects' sources: it is in the PDF and in the DOCX, on the sheet and
not printed over, or a finding of the build stands at its place.

usage: word_account.py [--jobs N] [--quiet] [--keep DIR] PLENARY PROJECT…

PROJECT is a folder with `sources/`. A folder with `in/` is a case of tests/corpus and is laid over
tests/ui/base first. Each project is built in all its languages with `--verify`.

What a word is: letters, digits and signs of one kind after normalization (NFKC, no case, no marks
of vowels, European digits). Spaces, punctuation, hyphens at line ends, capitals by style and the
mark of a note are no part of it, so they may differ. What is asked of each unit of the sources (see
account_sources.py):
  - its words stand together and in order in one place of the DOCX and one of the PDF (see
    account_outputs.py), and no other unit claims the same place: what stands three times in the
    sources stands three times in the outputs;
  - in the PDF no letter of it is off the sheet, invisible, under an image or under other letters;
  - or a finding of the build about its markup stands at its lines.
A build that refuses the sources accounts for all words, if every error has its place.

Beside words it reports faults of the build: exit codes other than 0 and 1, messages of the
typesetter in its own words (PL0503), differences that `verify` sees (PL06…), errors without a place.

Prints one finding a line and `N words, M unexplained`; exits with 1 if there are any.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from account_outputs import CONTENTS, HEADER, TEXT, is_rtl, read_docx, read_pdf
from account_sources import MADE, MARK, REPOSITORY, Sources, editions

# Findings about how a text reads say nothing about words that are missing.
SAYS_NOTHING = re.compile(r"PL(0211|0213|0214|030\d|05\d\d|06\d\d|07\d\d|08\d\d)")
# Signs that are words of their own; other punctuation may be set anew.
SIGNS = "&@§¶†‡‰"

WALL = "\x01"  # between places
TAKEN = "\x02"  # claimed by a unit


def folded(text):
    """A text in one form: composed, compatible, without case. A fraction stays one sign."""
    return "".join(map(compatible, unicodedata.normalize("NFC", text))).casefold()


@cache
def compatible(character):
    """A character in its compatible form."""
    is_fraction = unicodedata.decomposition(character).startswith("<fraction>")
    return character if is_fraction else unicodedata.normalize("NFKC", character)


@cache
def kind_of(character):
    """What a character is as a part of a word: words end where it changes."""
    category = unicodedata.category(character)
    if category[0] == "S" or category == "No" or character in SIGNS:
        return "sign"
    if dense(character):
        return "dense"
    if category[0] == "N":
        return "number"
    return "right" if unicodedata.bidirectional(character) in ("R", "AL") else "left"


def counted(text):
    """The characters of a text that count, and for each whether a word may begin before it."""
    letters, edges, edge, last = [], [], True, None
    for character in folded(text):
        category = unicodedata.category(character)
        if category[0] == "M" or category == "Cf" or character == "ـ":
            continue
        if category == "Nd":
            character = str(unicodedata.digit(character))
        if category[0] in "LNS" or character in SIGNS:
            kind = kind_of(character)
            letters.append(character)
            edges.append(edge or kind != last or kind == "sign")
            edge, last = False, kind
        else:
            edge, last = True, None
    return "".join(letters), edges


def words_of(text):
    """The words of a text, counted as above. A sign beside letters is a word of its own."""
    plain = folded(text.replace(MARK, " ").replace(MADE, " "))
    plain = "".join(character for character in plain if unicodedata.category(character)[0] != "M")
    words = re.findall(r"[^\W_]+|[^\w\s]", plain)
    return [word for word in words if counted(word)[0]]


def dense(text):
    """Whether a script writes words without spaces."""
    return any("\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af" for character in text)


def counted_with(text, reasons):
    """As `counted`, with the reason of each character that counts."""
    letters, kept = [], []
    whole, whole_edges = counted(text)
    for character, reason in zip(text, reasons):
        own = counted(character)[0]
        letters.append(own)
        kept += [reason] * len(own)
    if "".join(letters) == whole:
        return whole, whole_edges, kept
    # Letters that were composed anew: the reason of one is that of all.
    return whole, whole_edges, [next(reason for reason in reasons if reason)] * len(whole)


class Stream:
    """The places of an output as one string of counted characters, in which units claim theirs."""

    def __init__(self, places):
        letters, edges, self.reasons = [WALL], [True], {}
        self.ranges = []  # where each place stands
        for place in places:
            # Glyphs are counted together: whether a word begins is known from what stands before.
            text, reasons = "", []
            for part, reason in place.parts:
                text += part
                reasons += [reason] * len(part)
            if any(reasons):
                own, own_edges, own_reasons = counted_with(text, reasons)
            else:
                own, own_edges = counted(text)
                own_reasons = None
            for at, character in enumerate(own):
                reason = own_reasons[at] if own_reasons else None
                if reason:
                    self.reasons[len(letters)] = reason
                letters.append(character)
            edges += own_edges
            self.ranges.append((len(letters) - len(own), len(letters)))
            letters.append(WALL)
            edges.append(True)
        self.text, self.edges = "".join(letters), edges

    def claim(self, start, end):
        self.text = self.text[:start] + TAKEN * (end - start) + self.text[end:]

    def edged(self, start, end):
        """Whether a word begins at `start` and one ends at `end`."""
        return self.edges[start] and (end >= len(self.text) or self.edges[end] or self.text[end] in (WALL, TAKEN))

    def place_of(self, letters, least=8):
        """Where letters stand as words; inside of others only if they are many, or of a script
        without spaces."""
        start, inside = 0, None
        while (start := self.text.find(letters, start)) >= 0:
            end = start + len(letters)
            if self.edged(start, end):
                return start, end
            inside = inside or (start, end)
            start += 1
        return inside if len(letters) > least or dense(letters) else None

    def longest(self, letters):
        """How many of the letters stand together somewhere."""
        low, high = 0, len(letters) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if letters[:middle] in self.text else (low, middle - 1)
        return low

    def find(self, parts, gaps):
        """Finds the parts of a unit one after another in one place; returns their ranges."""
        whole = len(parts) == 1
        if whole:
            at = self.text.find(WALL + parts[0] + WALL)
            if at >= 0:
                return [(at + 1, at + 1 + len(parts[0]))]
            place = self.place_of(parts[0])
            return place and [place]
        pattern = "".join(
            ("" if index == 0 else f"[^{WALL}]{{0,{gaps[index - 1]}}}?") + f"({re.escape(part)})"
            for index, part in enumerate(parts)
        )
        found = re.search(pattern, self.text)
        return [found.span(index + 1) for index in range(len(parts))] if found else None

    def take(self, parts, gaps):
        """Claims a unit. Returns why each of its characters cannot be seen; none if it is not here."""
        found = self.find(parts, gaps)
        if found is None:
            return None
        for start, end in found:
            self.claim(start, end)
        return [self.reasons.get(at) for start, end in found for at in range(start, end)]

    def take_place(self, letters, more):
        """Claims a whole place that has just these letters in whatever order, and at most so many
        more. Of several the one with the fewest."""
        wanted, best = Counter(letters), None
        for start, end in self.ranges:
            left = end - start - len(letters)
            if 0 <= left <= more and (best is None or left < best[0]):
                own = self.text[start:end]
                if TAKEN not in own and not wanted - Counter(own):
                    best = (left, start, end)
        if best is None:
            return None
        _, start, end = best
        self.claim(start, end)
        return [self.reasons.get(at) for at in range(start, end)]

    def take_word(self, word, least=8):
        """Claims a word by itself, as `take`."""
        place = self.place_of(counted(word)[0], least)
        if place is None:
            return None
        self.claim(*place)
        return [self.reasons.get(at) for at in range(*place)]


def room_for_marks(text):
    """How many characters the marks of notes in a text may have, and words that the program makes."""
    return 8 * text.count(MARK) + 2000 * text.count(MADE)


def parts_of(text):
    """A unit's counted parts, and how many characters may stand between each two."""
    pieces = re.split(f"([{MARK}{MADE}])", text)
    parts, gaps, gap = [], [], 0
    for index, piece in enumerate(pieces):
        if index % 2:
            gap += room_for_marks(piece)
            continue
        letters = counted(piece)[0]
        if letters:
            if parts:
                gaps.append(gap)
            parts.append(letters)
            gap = 0
    return parts, gaps


class Account:
    """The account of one edition of a project."""

    def __init__(self, name):
        self.name, self.words, self.findings, self.refused, self.pages = name, 0, [], False, 0
        self.from_right = False
        self.codes = []  # why the build was refused

    def say(self, unit, reason):
        self.findings.append(f"{self.name}/{unit.file}:{unit.lines[0]}: {reason}")


def covers(finding, unit):
    """Whether a finding of the build is about a unit."""
    if "file" not in finding or SAYS_NOTHING.match(finding["code"]):
        return False
    path = finding["file"].replace("\\", "/")
    return (path == unit.file or path.endswith("/" + unit.file)) and (
        finding["line"] <= unit.lines[1] and finding["end_line"] >= unit.lines[0]
    )


def unseen(unit, reasons):
    """The words of a unit that have a character which cannot be seen, with the reason."""
    at, found = 0, []
    if not any(reasons):
        return found
    for word in words_of(unit.text):
        length = len(counted(word)[0])
        reason = next((reason for reason in reasons[at : at + length] if reason), None)
        at += length
        if reason:
            found.append((word, reason))
    return found


def pieces(word):
    """A word in runs of one kind of character, for text whose order on the page is another one."""
    letters = counted(word)[0]
    runs, start = [], 0
    for at in range(1, len(letters) + 1):
        if at == len(letters) or dense(letters[at]) or kind_of(letters[at]) != kind_of(letters[at - 1]):
            runs.append(letters[start:at])
            start = at
    return runs


def take_turned(streams, names, word):
    """Claims the runs of a word, each in either direction."""
    reasons = []
    waiting, broken = pieces(word), False
    while waiting:
        run = waiting.pop(0)
        tries = (streams[name].take_word(text, 1 if broken else 8) for text in (run, run[::-1]) for name in names)
        found = first(tries)
        if found is not None:
            reasons += found
        elif len(run) > 3:
            # A long word that is broken at a line end: its two parts are apart.
            at = streams[names[0]].longest(run)
            if at < 2:
                return None
            waiting[:0] = [run[:at], run[at:]]
            broken = True
        else:
            return None
    return reasons


def first(tries):
    """The first result that is not none."""
    return next((result for result in tries if result is not None), None)


def shortened(text):
    """A text for a message."""
    return " ".join(text.split())[:60]


def settle(account, units, streams, format_name, said):
    """Finds every unit in one output."""

    def from_right(unit):
        """What is set from right to left is read back from the order of the page, which can have come
        from more than one order of words."""
        return format_name == "PDF" and (account.from_right or is_rtl(unit.text))

    missing = []
    for unit in sorted(units, key=lambda unit: -len(unit.text)):
        parts, gaps = parts_of(unit.text)
        if not parts:
            continue
        names = ["text", "contents", "header"] if unit.where == "anywhere" else [unit.where]
        reasons = first(streams[name].take(parts, gaps) for name in names)
        if reasons is None and from_right(unit):
            # All of its letters stand in one place, and no others do but for the marks of notes.
            more = room_for_marks(unit.text)
            reasons = first(streams[name].take_place("".join(parts), more) for name in names)
            if reasons is not None:
                if reason := next((reason for reason in reasons if reason), None):
                    account.say(unit, f"{unit.kind}: {shortened(unit.text)}: {reason} in the {format_name}")
                continue
        if reasons is None:
            # What a finding is about may be in the outputs or not: it claims nothing.
            if not any(covers(finding, unit) for finding in said):
                missing.append((unit, names))
            continue
        for word, reason in unseen(unit, reasons):
            account.say(unit, f"{unit.kind}: {word}: {reason} in the {format_name}")
    # Words of units that do not stand together: long ones first, since short ones are in others.
    tasks = [(word, unit, names) for unit, names in missing for word in words_of(unit.text)]
    lost_of = {id(unit): [] for unit, _ in missing}
    turned = []
    for word, unit, names in sorted(tasks, key=lambda task: -len(task[0])):
        reasons = first(streams[name].take_word(word) for name in names)
        if reasons is None and from_right(unit):
            turned.append((word, unit, names))
            continue
        reason = "not" if reasons is None else next((reason for reason in reasons if reason), None)
        if reason:
            lost_of[id(unit)].append((word, reason))
    for word, unit, names in turned:
        if take_turned(streams, names, word) is None:
            lost_of[id(unit)].append((word, "not"))
    for unit, _ in missing:
        lost = lost_of[id(unit)]
        for word, reason in lost:
            account.say(unit, f"{unit.kind}: {word}: {reason} in the {format_name}")
        if not lost and not from_right(unit):
            account.say(unit, f"{unit.kind}: the words do not stand together in the {format_name}: {shortened(unit.text)}")


def streams_of(output):
    """An output's places by kind, and what stands beside the text."""
    by_kind = {
        "text": [place for place in output.places if place.kind == TEXT],
        "contents": [place for place in output.places if place.kind == CONTENTS],
        "header": [place for place in output.places if place.kind == HEADER],
        "alternative": output.alternatives,
        "keywords": [output.keywords],
        "remark": output.remarks,
    }
    return {name: Stream([as_place(place) for place in places]) for name, places in by_kind.items()}


class Plain:
    """A text as a place."""

    def __init__(self, text):
        self.parts = [(text, None)]


def as_place(place):
    return Plain(place) if isinstance(place, str) else place


def build(plenary, project, out, verify=True):
    """Builds a project in all languages; returns the exit code and the findings."""
    command = [plenary, "build", "--project", str(project), "--out", str(out)]
    command += ["--verify"] if verify else []
    command += ["--message-format", "json"]
    if len(editions(project)) > 1:
        command += ["--lang", "all"]
    run = subprocess.run(command, capture_output=True, text=True)
    said, noise = [], []
    for line in (run.stdout + run.stderr).splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            value = None
        if isinstance(value, dict) and "code" in value:
            said.append(value)
        elif "panicked" in line or "thread '" in line:
            noise.append(line)
    return run.returncode, said, noise


def account_for(plenary, project, name, keep):
    """Builds a project and accounts for its words. Outputs are kept in a folder if one is given."""
    accounts = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if (project / "in").is_dir():
            laid = folder / "project"
            shutil.copytree(REPOSITORY / "tests/ui/base", laid)
            shutil.copytree(project / "in", laid, dirs_exist_ok=True)
            project = laid
        out = Path(keep) / (name.strip("/.") or "shipped") if keep else folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        code, said, noise = build(plenary, project, out)
        first = Account(name)
        accounts.append(first)
        if code not in (0, 1) or noise:
            first.findings.append(f"{name}: the build ended with {code}: {' '.join(noise)[:200]}")
        for finding in said:
            if finding["code"] == "PL0503" or re.match("PL060[1-8]|PL061[1-4]", finding["code"]):
                first.findings.append(f"{name}: {finding['code']}: {finding['message'][:160]}")
            elif "file" not in finding and finding["severity"] == "error":
                first.findings.append(f"{name}: {finding['code']} without a place: {finding['message'][:160]}")
        if code == 1 and not any(finding["severity"] == "error" for finding in said):
            first.findings.append(f"{name}: the build failed without an error")
        errors = {finding["code"][:4] for finding in said if finding["severity"] == "error"}
        if errors == {"PL06"}:
            # What `verify` stopped is looked at as well.
            build(plenary, project, out, verify=False)
        outputs = list(out.glob("*.pdf")) + list(out.glob("*.docx")) if out.is_dir() else []
        for edition in editions(project):
            account = first if edition is None else Account(name)
            if edition is not None:
                accounts.append(account)
            units_of_edition(account, project, edition, outputs, said)
    return accounts


def units_of_edition(account, project, edition, outputs, said):
    """Accounts for one edition."""
    try:
        sources = Sources(project, edition)
    except Exception as error:
        if outputs:
            account.findings.append(f"{account.name}: the sources could not be read: {error!r}")
        account.refused = True
        return
    for unit in sources.units:
        account.words += len(words_of(unit.text))
    own = [file for file in outputs if file.stem.endswith("-" + sources.language)]
    if not own:
        account.refused = True
        account.codes = sorted({finding["code"] for finding in said if finding["severity"] == "error"})
        return
    for unit in sources.units:
        if unit.finding and not any(covers(finding, unit) for finding in said):
            account.say(unit, f"{unit.kind}: no finding says what becomes of it: {' '.join(unit.text.split())[:60]}")
    account.from_right = sources.language == "ar"
    units = [unit for unit in sources.units if not unit.finding]
    for file in own:
        if file.suffix == ".pdf":
            output = read_pdf(file)
            account.pages = output.pages
        else:
            output = read_docx(file)
        settle(account, units, streams_of(output), file.suffix[1:].upper(), said)


def work(arguments):
    return account_for(*arguments)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", metavar="DIR", help="keep the outputs of each project in DIR/PROJECT")
    parser.add_argument("--quiet", action="store_true", help="only findings and the total")
    parser.add_argument("plenary")
    parser.add_argument("projects", nargs="+")
    options = parser.parse_args()
    plenary = str(Path(options.plenary).resolve())
    tasks = []
    for given in options.projects:
        path = Path(given).resolve()
        try:
            name = path.relative_to(REPOSITORY).as_posix()
        except ValueError:
            name = "/".join(path.parts[-2:])
        tasks.append((plenary, path, name, options.keep))
    words = unexplained = refused = pages = documents = 0
    codes = Counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for accounts in pool.map(work, tasks, chunksize=4):
            for account in accounts:
                documents += 1
                words += account.words
                pages += account.pages
                refused += account.refused
                codes.update(account.codes)
                unexplained += len(account.findings)
                for finding in account.findings:
                    print(finding)
    if not options.quiet:
        why = ", ".join(f"{code} {count}" for code, count in codes.most_common())
        print(f"{documents} documents, of which {refused} were refused{f' ({why})' if why else ''}; {pages} pages")
    print(f"{words} words, {unexplained} unexplained")
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
