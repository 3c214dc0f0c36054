class ServingError(RuntimeError):
    """Raised with the reason why a served model did not answer."""
