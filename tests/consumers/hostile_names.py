"""Puts hostile names in the place of those of a trace. Usage: hostile_names.py TRACE OUT."""

import json
import sys

NAMES = [
    '=HYPERLINK("http://evil.example","x")',
    "</script><script>alert(1)</script>",
    "a;b#c%%{init: {}}%% -->> end",
    "`code` | bar | *em* <b>b</b>",
    "\u202ertl \u2028 line\nbreak\ttab\x07bell",
    "style: x#35; classDef y;",
    "ﬂ°°60¶ß ﬂ°lt¶ß $$x$$",
    "",
    "🎉 日本 " + "long " * 50,
]
FIELDS = "user rule tool intent service identity fault effect parameter monitor deploy gate".split()


def main():
    trace, out = sys.argv[1:]
    given = {}

    def name(field, old):
        if old is None:
            return None
        place = given.setdefault((field, old), len(given))
        return NAMES[place % len(NAMES)] + (str(place) if place >= len(NAMES) else "")

    with open(trace, encoding="utf-8") as file, open(out, "w", encoding="utf-8") as written:
        for line in file:
            record = json.loads(line)
            for field in FIELDS:
                if "event" in record and field in record:
                    record[field] = name(field, record[field])
            print(json.dumps(record, ensure_ascii=False, separators=(",", ":")), file=written)


if __name__ == "__main__":
    main()
