def padding(lengths, widths):
    """Sums the least widths that hold each length."""
    return sum(min(w for w in widths if w >= length) for length in lengths)
