"""Documents to text, one module a format; the one place that escapes and writes."""
