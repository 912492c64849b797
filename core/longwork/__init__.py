"""Exports and imports that take longer than a page may: asked for, run in the worker, watched, cancelled; their file expires.

::

    queued → running → done        done: a file, where there is one, until it expires
       │        ├────→ failed      failed: a code, and for an import the cells in the way
       └────────┴────→ cancelled

Only who asked for it sees it and has its file, and only while they still may ask for it. What it can be is told by `kinds.KINDS`.
"""
