"""The public names of a package, each imported at its first use."""

import importlib
from collections.abc import Callable
from typing import Any


def lazy_names(package: str, public: dict[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package (PEP 562).

    Importing the package then imports none of its modules.

    Args:
        package: str, the name of the package, for the error.
        public: dict from each public name to the module that defines it.

    Returns:
        Function from a public name to its value. It raises AttributeError for any
        other name.
    """

    def look_up(name):
        if name not in public:
            known = ", ".join(sorted(public))
            raise AttributeError(f"`{package}` has no `{name}`. It has: {known}.")
        return getattr(importlib.import_module(public[name]), name)

    return look_up
