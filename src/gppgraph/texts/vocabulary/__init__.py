"""What a text can name, and how, made of the statements of a snapshot."""
