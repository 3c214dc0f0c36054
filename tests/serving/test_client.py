import json
import math
import socket
import threading
import urllib.request

import numpy as np
import pytest

from seqkit.serving import Client
from seqkit.serving import ServingError
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import Signature
from tests.processes import run_python
from tests.serving.fake_serving import FakeServing
from tests.serving.fake_serving import serving


@pytest.fixture(scope="module")
def fake(exported):
    return FakeServing(exported)


@pytest.fixture(scope="module")
def url(fake):
    with serving(fake.answer) as url:
        yield url


@pytest.fixture
def client(url):
    return Client(url)


@pytest.fixture
def nowhere():
    """An address where nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_answers_what_the_export_answers(client, served):
    texts = ["", "an", "Zoë 😀", b"\xff", "\ud800", "nul \0 \u2028 \"'\\"]
    for call in ({}, {"signature": "sample", "seed": 7, "temperature": 0.5}):
        assert client(texts, **call) == served(texts, **call)
        assert client(texts[1], **call) == served(texts[1], **call)
    assert client([]) == []


def test_predicts_by_columns(client, served):
    inputs = {"text": ["Jo", ""], "temperature": 0.8, "seed": np.array([1, 2])}
    assert client.predict(inputs, "sample") == served.predict(inputs, "sample")
    inputs = {"text": ["a"] * 3, "temperature": [math.nan, math.inf, -math.inf]}
    assert client.predict(inputs, "sample")["valid"] == [True] * 3


def test_the_curl_of_the_manual_gets_the_same(url, client):
    """It sends rows, as the examples of TensorFlow Serving do."""
    body = json.dumps({"instances": ["an", "Jo"]}).encode()
    with urllib.request.urlopen(f"{url}/v1/models/names:predict", body) as response:
        assert json.load(response) == {"predictions": client(["an", "Jo"])}


def test_version_and_prefix_are_part_of_the_address(url, fake, served):
    assert Client(f"{url}/", version=1)("an") == served("an")
    assert fake.requests[-1][1] == "/v1/models/names/versions/1:predict"


def test_signatures_are_asked_for_once(url, fake, client):
    client("an")
    client("an")
    asked = [path for _, path, _ in fake.requests[-3:]]
    assert asked == ["/v1/models/names/metadata"] + ["/v1/models/names:predict"] * 2


def test_ready_says_whether_it_can_be_asked(client, nowhere):
    assert client.ready() is True
    assert Client(nowhere).ready() is False
    loading = {"model_version_status": [{"version": "1", "state": "LOADING"}]}
    with serving(lambda *request: loading) as url:
        assert Client(url).ready() is False


def test_metadata_are_the_servers(client):
    assert client.metadata()["model_spec"]["version"] == "1"


def test_no_server_says_how_to_start_one(nowhere):
    port = nowhere.rpartition(":")[2]
    with pytest.raises(ServingError, match=f"docker run -p {port}:8501 .*/models/zoo"):
        Client(nowhere, model="zoo")("an")


@pytest.mark.parametrize("wrong", [{"model": "a/b"}, {"version": 9}])
def test_an_unknown_model_is_named_in_the_error(url, wrong):
    client = Client(url, **wrong)
    with pytest.raises(ServingError, match="MODEL_NAME.* Received model="):
        client("an")
    with pytest.raises(ServingError, match="Servable not found"):
        client.ready()


def test_an_unknown_signature_lists_the_known_ones(client):
    with pytest.raises(ServingError, match="serving_default, sample. Received 'x'"):
        client("an", signature="x")


def test_wrong_type_shows_the_whole_error_of_the_server(client):
    message = 'says 400: .*JSON Value: .*hot.* is not of expected type: float32" }'
    with pytest.raises(ServingError, match=message):
        client("it's", signature="sample", temperature="'hot'")


def test_an_error_in_json_is_unwrapped(client):
    client.signatures = {"gone": client.signature("sample")}
    message = r'predict says 400: Serving signature name: "gone" not found$'
    with pytest.raises(ServingError, match=message):
        client("an", signature="gone")


def test_a_refusal_makes_it_ask_for_the_signatures_again(url, client):
    client.signatures["renamed"] = client.signatures.pop("sample")
    with pytest.raises(ServingError):
        client("an", "renamed")
    assert client("an", "sample")["valid"]


def test_a_slow_server_is_an_error_after_the_timeout(fake):
    wait = threading.Event()
    with serving(lambda *request: wait.wait(10)) as url:
        with pytest.raises(ServingError, match=r"no answer in 0\.05 seconds"):
            Client(url, timeout=0.05)("an")
        assert Client(url, timeout=0.05).ready() is False
        wait.set()


@pytest.mark.parametrize("said", [b"<html>hello</html>", b"", b"[1]", b'{"a": 1}'])
def test_another_server_is_recognised(said):
    with serving(lambda *request: said) as url:
        with pytest.raises(ServingError, match="Is another server there?"):
            Client(url)("an")


def test_a_broken_connection_is_no_crash():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up():
            server.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        port = server.getsockname()[1]
        with pytest.raises(ServingError, match="does not answer"):
            Client(f"http://127.0.0.1:{port}").metadata()


def test_wrong_address_says_how_to_fix_it():
    for url in ("localhost:8501", "file:///etc/passwd", ""):
        with pytest.raises(ValueError, match="Begin it with http://"):
            Client(url)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"url": None}, "`url` is the address of a server.*Received None"),
        ({"url": "http://"}, "`url` is the address of a server"),
        ({"url": "http://here:99999"}, "`url` is the address of a server"),
        ({"model": ""}, "`model` is the name that the server has"),
        ({"model": 3}, "Received 3"),
        ({"version": "newest"}, "`version` is an int.*Leave it out for the newest"),
        ({"version": 1.5}, "`version` is an int"),
        ({"timeout": None}, "`timeout` is a number of seconds"),
        ({"timeout": math.nan}, "`timeout` is a number of seconds"),
        ({"timeout": "1"}, "`timeout` is a number of seconds"),
    ],
    ids=lambda each: f"{each}" if isinstance(each, dict) else "",
)
def test_wrong_arguments_are_refused_at_once(wrong, message):
    with pytest.raises(ValueError, match=message):
        Client(**wrong)


def test_numpy_numbers_are_numbers(url, served):
    client = Client(url, version=np.int64(1), timeout=np.float64(10))
    assert client("an") == served("an")


def test_values_that_are_no_text_send_no_request(client):
    client.run = None
    for texts in (3, [["an"]], ["an", None]):
        with pytest.raises(TypeError, match="str or bytes"):
            client(texts)


def test_a_single_output_and_a_binary_one_are_read():
    with serving(lambda *request: {"outputs": [{"b64": "/w=="}]}) as url:
        client = Client(url)
        client.signatures = {
            "one": Signature(
                {"text": ArraySpec("string")}, {"a_bytes": ArraySpec("string")}
            )
        }
        assert client("an", "one") == {"a_bytes": b"\xff"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"outputs": None},
        {"outputs": [1]},
        {"outputs": {"text": ["a"]}},
        {"outputs": {"text": ["a", "b"], "score": [0.0, 0.0]}},
    ],
)
def test_an_answer_with_other_outputs_says_so(said):
    """As after a newer version of the model has taken the place of the one known."""
    with serving(lambda *request: said) as url:
        client = Client(url)
        text = {"text": ArraySpec("string")}
        outputs = text | {"score": ArraySpec("float32")}
        client.signatures = {"serving_default": Signature(text, outputs)}
        with pytest.raises(ServingError, match="of 1 rows.*Ask again"):
            client("a")
        assert "signatures" not in vars(client)  # asked for anew


@pytest.mark.parametrize("said", [{}, {"model_version_status": [1]}])
def test_ready_recognises_another_server(said):
    with serving(lambda *request: said) as url:
        with pytest.raises(ServingError, match="Is another server there?"):
            Client(url).ready()


def test_a_client_needs_the_standard_library_alone(url):
    program = (
        "import sys\n"
        "for name in ('numpy', 'keras', 'tensorflow'):\n"
        "    sys.modules[name] = None\n"
        "from seqkit.serving import Client\n"
        f"print(Client({url!r})('an', signature='sample', seed=7)['valid'])"
    )
    assert run_python(program).strip() == "True"
