"""Worker processes that run tasks, and the pools in front of them."""
