"""What the tests notice: the code is broken in one place at a time, and a break that no test sees is printed.

`make mutants` draws some breaks (mutants) evenly over the modules that decide whose data is whose, and over those that
count and read files; docs/testing.md says how to read what it prints.
"""
