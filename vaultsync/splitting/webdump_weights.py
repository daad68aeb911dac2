"""What speaks for and against a line in a web page saved as text; fitted by `tools/fit_webdump.py`."""

from __future__ import annotations

WITHIN = {
    "always": -0.42,
    "words, up to 60": 1.09,
    "fewer than 3 words": -0.14,
    "fewer than 10 words": -0.01,
    "ends a sentence": 0.43,
    "prose": 0.42,
    "prose of 25 words": 0.48,
    "list item of 10 words": 0.22,
    "short item, length of its list": -0.02,
    "furniture": -0.40,
    "title case": 0.12,
    "dated": -0.62,
    "a copy of another line": -0.15,
    "stands alone": -0.00,
    "among comments": -0.69,
    "furniture passed above": 0.20,
    "furniture passed below": -0.42,
    "prose, furniture passed below": -0.17,
    "words of the topic": -0.13,
    "label": 0.16,
    "labels around a label": 0.18,
    "prose near dates": -0.26,
    "no furniture passed": 0.24,
    "short, no furniture passed": -0.25,
    "short, furniture passed below": 0.05,
    "short, furniture passed above": -0.12,
}

AT_START = {
    "after furniture": -0.24,
    "after a date": 0.30,
    "prose": 0.20,
    "after an empty line": 0.43,
    "list item": -0.39,
    "fewer than 6 words": 0.24,
    "furniture in the 5 lines above": 0.03,
    "after a list item": -0.16,
    "first line": -0.23,
}

AT_END = {
    "before furniture": 0.09,
    "before comments": -0.11,
    "before related links": -0.02,
    "before sharing": -0.00,
    "before the footer": -0.27,
    "before fewer than 6 words": -0.01,
    "before an empty line": 0.65,
    "prose": 0.06,
    "furniture in the 5 lines below": 0.06,
    "before a list item": -0.00,
    "last line": -0.17,
    "before prose": -0.08,
    "fewer than 6 words": 0.28,
}
