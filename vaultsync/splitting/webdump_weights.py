"""What speaks for and against a line in a web page saved as text; fitted by `tools/fit_webdump.py`."""

from __future__ import annotations

WITHIN = {
    "always": -0.26,
    "words, up to 60": 0.69,
    "fewer than 3 words": -0.16,
    "fewer than 10 words": 0.00,
    "ends a sentence": 0.22,
    "prose": 0.24,
    "prose of 25 words": 0.33,
    "list item of 10 words": 0.20,
    "short item, length of its list": 0.02,
    "furniture": -0.24,
    "title case": 0.05,
    "dated": -0.53,
    "a copy of another line": -0.10,
    "stands alone": -0.00,
    "among comments": -0.46,
    "furniture passed above": -0.04,
    "furniture passed below": -0.40,
    "prose, furniture passed below": -0.26,
    "words of the topic": 0.11,
    "label": 0.02,
    "labels around a label": 0.07,
    "prose near dates": -0.18,
    "no furniture passed": 0.21,
    "short, no furniture passed": -0.18,
    "short, furniture passed below": 0.05,
    "short, furniture passed above": -0.35,
}

AT_START = {
    "after furniture": -0.19,
    "after a date": 0.23,
    "prose": 0.26,
    "after an empty line": 0.37,
    "list item": -0.48,
    "fewer than 6 words": 0.21,
    "furniture in the 5 lines above": -0.06,
    "after a list item": -0.09,
    "first line": -0.18,
}

AT_END = {
    "before furniture": 0.06,
    "before comments": -0.08,
    "before related links": -0.09,
    "before sharing": -0.08,
    "before the footer": -0.23,
    "before fewer than 6 words": 0.01,
    "before an empty line": 0.40,
    "prose": 0.04,
    "furniture in the 5 lines below": 0.05,
    "before a list item": 0.04,
    "last line": -0.08,
    "before prose": -0.07,
    "fewer than 6 words": 0.17,
}
