def matplotlib_warnings(caplog):
    """Return the log records of Matplotlib, which warns of letters without a font."""
    return [each for each in caplog.records if each.name.startswith("matplotlib")]
