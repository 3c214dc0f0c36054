def matplotlib_said(caplog):
    """What Matplotlib logged: it warns so of letters that it cannot draw."""
    return [each for each in caplog.records if each.name.startswith("matplotlib")]
