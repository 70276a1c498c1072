"""The commands of the command line.

Each module runs the operation of its path and writes the result in the chosen form.
"""
