"""The names and words that texts are matched with, read from a snapshot."""
