"""Read files: tables, CoNLL, folders, pairs, captions and lines of text."""
