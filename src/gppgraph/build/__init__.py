"""From the files of a workspace to a snapshot: checks, closure, rules, parts."""
