"""A page's text to lines, lines to pieces; what a cell says."""
