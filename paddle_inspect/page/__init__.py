"""Reading and writing documentation pages: text to rows, rows to claims, and back to text."""
