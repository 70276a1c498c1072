"""From a source document to proposed facts, and from accepted ones to a file.

A draft is a folder: ``document.txt`` and ``document.json`` hold the text and its structure, ``draft.yaml`` the
proposals, ``decisions.jsonl`` the decisions of reviewers.
"""
