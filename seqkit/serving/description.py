"""Describe an export in words, as `seqkit show` prints it."""

import textwrap
from pathlib import Path

from seqkit.serving.curl_and_docker import curl_line
from seqkit.serving.curl_and_docker import docker_line
from seqkit.serving.signature_meanings import Meanings
from seqkit.serving.signature_meanings import read_meanings
from seqkit.serving.signatures import Signature
from seqkit.serving.signatures import read_signatures
from seqkit.serving.versions import find_version

WIDTH = 88
NARROWEST = 12  # least width of the column of names, wide enough for most exports


def describe(path: str | Path) -> str:
    """Return a description of an export: its signatures, and how to serve and call it.

    Args:
        path: str or Path of an export, or of one version.

    Returns:
        str of several lines: name, dtype, shape and meaning of each input and output of
        each signature; the reasons why a row may have no answer; a shell line that
        starts a server with the export, and one that calls each signature.

    Raises:
        FileNotFoundError: there is no export.
        TypeError: `path` is no path.
        ValueError: the export is damaged.
    """
    version = find_version(path).resolve()
    signatures, meanings = read_signatures(version), read_meanings(version)
    lines = [f"{version.parent.name}, version {version.name}"]
    for name, signature in signatures.items():
        words = meanings.get(name, Meanings({}, {}, []))
        lines += ["", name, *_lines_of(signature, words)]
    lines += ["", *_validity(list(meanings.values()))] if meanings else []
    lines += ["", docker_line(version.parent)]
    for name, signature in signatures.items():
        lines += ["", curl_line(version.parent.name, name, signature)]
    return "\n".join(lines)


def _lines_of(signature: Signature, meanings: Meanings) -> list[str]:
    """Return a line for each input and output: name, dtype, shape and meaning."""
    table = [
        (name, str(spec), meanings.inputs.get(name, ""))
        for name, spec in signature.inputs.items()
    ]
    table += [
        (f"-> {name}", str(spec), meanings.outputs.get(name, ""))
        for name, spec in signature.outputs.items()
    ]
    names = max(NARROWEST, *(len(name) for name, _, _ in table))
    specs = max(len(spec) for _, spec, _ in table)
    return [
        f"  {name:<{names}} {spec:<{specs}}  {meaning}".rstrip()
        for name, spec, meaning in table
    ]


def _validity(meanings: list[Meanings]) -> list[str]:
    """Return lines with the reasons why a row may have no answer."""
    # Signatures of one model share most reasons; each is written once.
    faults = list(dict.fromkeys(fault for each in meanings for fault in each.faults))
    causes = f"{', '.join(faults[:-1])}, or {faults[-1]}" if faults[1:] else faults[0]
    text = (
        f"`valid` is False if a row has no answer: {causes}. Its other outputs are "
        'then "" and 0. The answers of the other rows do not change.'
    )
    return textwrap.wrap(text, WIDTH)
