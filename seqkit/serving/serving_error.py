class ServingError(RuntimeError):
    """Raised if an exported model returns no answer; the message gives the reason."""
