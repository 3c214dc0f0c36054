import re
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from recipes.__main__ import main
from tests.serving.fake_serving import FakeServing
from tests.serving.fake_serving import handler

ROOT = Path(__file__).parents[1]
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "README.md",
        "recipes/README.md",
        "seqkit/README.md",
        "saved_models/README.md",
    )
}
PORT = "8501"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINES = [
    line
    for page in PAGES.values()
    for kind, block in BLOCK.findall(page)
    if not kind
    for line in block.split("\n")
]
COMMANDS = [line.partition(" #")[0].split() for line in LINES]


def commands(word):
    """The commands of all pages that begin so, less the variables before them."""
    found = [
        command[command.index(word) :]
        for command in COMMANDS
        if word in command[: 1 + sum("=" in part for part in command)]
    ]
    assert found, word
    return found


@pytest.fixture
def listings(tmp_path, monkeypatch):
    """Runs the Python listings of a page, one after the other, in an empty folder."""
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "data").symlink_to(ROOT / "recipes" / "data")
    monkeypatch.chdir(tmp_path)

    def run(page, before=lambda listing: listing):
        names = {}
        found = [
            block for kind, block in BLOCK.findall(PAGES[page]) if kind == "python"
        ]
        for number, listing in enumerate(found):
            exec(compile(before(listing), f"{page}, listing {number}", "exec"), names)
        return len(found)

    return run


@pytest.fixture
def at_a_server():
    """Puts a server of the folder that was exported in the place of the page's."""
    servers = []

    def replaced(listing):
        if PORT not in listing:
            return listing
        fake = FakeServing(Path("saved_models", "my_names", "1"))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler(fake.answer))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return listing.replace(PORT, str(server.server_address[1]))

    yield replaced
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.slow
def test_every_listing_of_the_readme_runs(listings, at_a_server, tmp_path, capsys):
    assert listings("README.md", at_a_server) >= 3
    assert (tmp_path / "names.keras").is_file()
    for folder in ("my_names", "waves"):
        assert (tmp_path / "saved_models" / folder / "1").is_dir()
    printed = capsys.readouterr().out
    assert "Epoch 2: " in printed
    assert "should be" in printed  # the table of "Johanna"
    assert printed.count("'valid': True") == 3  # asked at a server and here


@pytest.mark.slow
def test_every_listing_of_the_recipes_page_runs(listings, tmp_path):
    assert listings("recipes/README.md") >= 5
    for folder in ("judge", "translator", "captions"):
        assert (tmp_path / "saved_models" / folder / "1").is_dir()


def test_every_make_line_has_a_target():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for command in commands("make"):
        assert command[1] in targets


def test_every_seqkit_line_has_a_subcommand_with_its_flags(capsys):
    flags = {}
    for command in commands("seqkit"):
        words = command[1:3] if command[1] == "train" else command[1:2]
        flags.setdefault(tuple(words), set()).update(
            word for word in command if word.startswith("--")
        )
    for words, given in flags.items():
        with pytest.raises(SystemExit) as caught:
            main([*words, "--help"])
        assert caught.value.code == 0
        printed = capsys.readouterr().out
        for flag in given:
            assert re.search(rf"{flag}[ ,]", printed), (words, flag)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_exists(page):
    for path in re.findall(r"\]\(([^)#:]+)\)", PAGES[page]):
        assert (ROOT / page).parent.joinpath(path).exists(), path
