"""Healthy pages, one construct each: nobody may change a byte of them, but for a figure that is wrong."""
