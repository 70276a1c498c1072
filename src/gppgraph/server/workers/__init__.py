"""Worker processes that answer tasks, and the pool in front of them."""
