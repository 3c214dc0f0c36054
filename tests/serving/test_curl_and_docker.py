import json
import shlex

from seqkit.serving import describe
from seqkit.serving.curl_and_docker import docker_line


def test_the_lines_of_a_description_can_be_run(exported, served):
    lines = describe(exported).splitlines()
    docker = shlex.split(next(line for line in lines if line.startswith("docker")))
    mount = dict(
        part.split("=") for part in docker[docker.index("--mount") + 1].split(",")
    )
    assert mount["source"] == str(exported.parent)
    assert mount["target"] == "/models/names"
    assert "MODEL_NAME=names" in docker and docker[-1] == "tensorflow/serving"
    asked = [shlex.split(line) for line in lines if line.startswith("curl")]
    assert len(asked) == 2
    for _, _, body, url in asked:
        assert url == "http://localhost:8501/v1/models/names:predict"
        body = json.loads(body)
        answer = served.predict(body["inputs"], body["signature_name"])
        assert answer["valid"] == [True]


def test_names_are_quoted_for_the_shell():
    words = shlex.split(docker_line("/my models/a b", port=9000))
    assert "type=bind,source=/my models/a b,target=/models/a b" in words
    assert "9000:8501" in words
