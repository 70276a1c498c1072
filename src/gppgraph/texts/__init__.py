"""From a text to the mentions and figures in it."""
