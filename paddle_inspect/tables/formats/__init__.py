"""Documents to text, one module a format, found by being there.

A format has `render(document) -> str`, or `pieces(document)` that gives the same piece by piece, for documents that are
larger than memory ought to be. It may have

    draw            what a stream gets instead that is a terminal, None for one that is none
    ALIASES         other names that `--format` takes
    SUFFIX          what files of it end with
    LACKING         a handler of codecs (`xmlcharrefreplace`) for what the encoding of stdout lacks; by default
                    `backslashreplace`, cell by cell
    LINKS           True when documents of it can lead to each other
    FINDINGS_ONLY   True when it shows nothing but findings
    LISTING_ONLY    True when it shows one table and nothing around it, such as notes
"""
