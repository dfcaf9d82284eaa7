"""One module per output format; all of them print the same rows."""
