"""The files of a programme as small as one can be that has everything."""

from __future__ import annotations

INDEX = """slug: small
version: "2"
language: en
title: A small one
about: It shows how one is made.
for_whom: Adults, with a clinician who answers.
weeks: 3
sources: [Johansson2012]
modules: [first, second]
"""
FIRST = """---
slug: first
title: The first
week: 1
about: One sentence.
minutes: 20
measure: phq-9
---

Read this.

```story
name: Ellen

She *stood* still.
```

## On

And this.

```note
Stop when it is too much.
```

```exercise
id: a-try
title: A try
ask: |
  **Why:** to see.

  How?
fields:
  - {id: words, label: "What: in words?"}
  - id: pick
    label: Which?
    kind: choice
    options: [yes, no]
  - id: many
    label: Which of these?
    kind: choices
    options: [one, two, three]
  - id: far
    label: How far?
    kind: scale
    low: not at all
    high: all the way
  - {id: short, label: In a line, kind: line}
```

```reflection
id: first-along
ask: What do you take along?
```
"""
SECOND = """---
slug: second
title: The second
week: 2
about: One more.
minutes: 10
---
Read on.

```reflection
id: second-along
ask: And now?
```
"""
FILES = {"programme.yaml": INDEX, "01-first.md": FIRST, "02-second.md": SECOND}
