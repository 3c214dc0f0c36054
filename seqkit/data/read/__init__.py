"""Files to lists: tables, CoNLL, folders, pairs, captions and lines of text."""
