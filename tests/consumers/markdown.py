"""Renders postmortems with GitHub's own Markdown, and looks for markup that came out of a scenario.

The program itself writes headings, lists, tables, code and one block that unfolds. Whatever else is
there, or differs in number from what the headings promise, was injected. Usage: markdown.py FILE...
"""

import re
import sys
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

OWN = set("h1 h2 p br ul li table thead tbody tr th td strong em code pre details summary".split())


class Seen(HTMLParser):
    """Collects tags, the cells of each row, and headings."""

    def __init__(self):
        super().__init__()
        self.wrong, self.rows, self.headings, self.inside = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in OWN:
            self.wrong.append(f"<{tag}>")
        # A block of code has its language, and a table may be aligned.
        if [name for name, _ in attributes if name not in ("lang", "class", "align")]:
            self.wrong.append(f"<{tag}> with {attributes}")
        if tag == "table":
            self.rows.append([])
        elif tag == "tr":
            self.rows[-1].append(0)
        elif tag in ("td", "th"):
            self.rows[-1][-1] += 1
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "h1" in self.inside or "h2" in self.inside:
            self.headings.append(data)


HEADINGS = {
    "Incident", "Symptom", "Timeline", "Root cause", "Impact", "Detection gap", "Resolution",
    "Lesson", "Published figures", "Cost", "Against the file's expectations",
    "Not to be relied on", "Notes", "The same again",
}


def mistakes(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    options = Options.CMARK_OPT_UNSAFE  # Raw HTML shows itself, and so does what should not be there.
    seen = Seen()
    html = cmarkgfm.github_flavored_markdown_to_html(text, options)
    seen.feed(html)
    yield from seen.wrong
    if "".join(seen.headings[:1]) and html.count("<h1>") != 1:
        yield f"{html.count('<h1>')} titles"
    told = [line.removeprefix("## ") for line in text.split("\n") if line.startswith("## ")]
    if html.count("<h2>") != len(told) or not set(told) <= HEADINGS:
        yield f"headings {told}, {html.count('<h2>')} of them rendered"
    for rows in seen.rows:
        if len(set(rows)) != 1:
            yield f"a table with rows of {sorted(set(rows))} cells"
    yield from too_many_cells(text)
    # Of a fence that ended early, the rest would be somewhere else.
    if html.count("<pre") != 2:
        yield f"{html.count('<pre')} blocks of code"


def too_many_cells(text):
    """Finds rows with more cells than their table: a reader throws those away without a word."""
    wanted = None
    for line in text.split("\n"):
        cells = len(re.sub(r"\\.", "", line).split("|")) if line.startswith("| ") else None
        if cells and wanted and cells != wanted and not line.startswith("|---"):
            yield f"a row of {cells - 2} cells in a table of {wanted - 2}: {line[:80]}"
        wanted = (wanted or cells) if line.startswith("|") else None


def main():
    failed = False
    for path in sys.argv[1:]:
        for mistake in list(mistakes(path))[:5]:
            print(f"{path}: {mistake}", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
