"""What signatures take and give, in words."""

import textwrap
from dataclasses import dataclass

from seqkit.serving.endpoints import VALID

WIDTH = 88
NARROWEST = 12  # of the names of inputs and outputs
INPUTS = {
    "image": "the bytes of a JPEG or PNG file",
    "seed": "0 or more: the same draws the same; -1 draws anew",
    "temperature": "1 draws as the model says, 0 takes the likeliest",
    "text": "the text to read",
    "top_k": "draws among so many of the likeliest; 0: among all",
    "top_p": "draws among the likeliest up to this probability; 1: among all",
}
OUTPUTS = {
    "label": "the likeliest label",
    "label_score": "the probability of the label",
    "labels": "the labels, in the order of `scores`",
    "score": "the log-probability of the answer, in nats",
    "scores": "the probability of each label",
    "source_tokens": "what was read, token by token",
    "tags": 'the tag of each word; "" beyond the last',
    "text": "what is written for it",
    "tokens": "what was written, token by token",
    VALID: "False where a row has no answer, see below",
    "weights": "how much each token written looked at each place read",
    "words": 'the words of the text; "" beyond the last',
}


@dataclass(frozen=True)
class Signature:
    """What one signature takes and gives, all of it batch first.

    Args:
        inputs: dict from name to dtype, such as "string" or "float32".
        outputs: likewise.
    """

    inputs: dict[str, str]
    outputs: dict[str, str]


def meanings(name: str, signatures: dict[str, Signature]) -> list[str]:
    """Return a line for each input and output: its name, dtype and meaning.

    Args:
        name: str, of the signature that is meant.
        signatures: dict from name to `Signature`, all of the export.
    """
    signature, inputs, outputs = signatures[name], dict(INPUTS), dict(OUTPUTS)
    if "sample" in signatures:
        inputs["text"] = "the text to continue"
        outputs["text"] = "that text with what follows it"
    if "image" in signature.inputs:
        outputs["text"] = "what the image shows"
    if "scores" in signature.outputs:
        outputs["score"] = "the probability of the label"
    if name == "n_best":
        outputs |= {"text": "the best texts written, best first"}
        outputs |= {"score": "the log-probability of each, in nats"}
    ends = {each: inputs.get(each, "") for each in signature.inputs}
    ends |= {f"-> {each}": outputs.get(each, "") for each in signature.outputs}
    dtypes = [*signature.inputs.values(), *signature.outputs.values()]
    width = max(NARROWEST, *map(len, ends))
    return [
        f"  {each:<{width}} {dtype:<8} {words}".rstrip()
        for (each, words), dtype in zip(ends.items(), dtypes, strict=True)
    ]


def validity(
    signatures: dict[str, Signature], bounds: dict[str, list[int]]
) -> list[str]:
    """Return lines that say when an answer is valid, and what an empty text gives.

    Args:
        signatures: dict from name to `Signature`.
        bounds: as `read_bounds` returns them.
    """
    reads = {each for signature in signatures.values() for each in signature.inputs}
    gives = {each for signature in signatures.values() for each in signature.outputs}
    if VALID not in gives:
        return []
    causes = ["a number in its answer is not finite"]
    if "image" in reads:
        causes.insert(0, "its image is damaged or none")
    if "text" in reads:
        # All signatures of a model read texts alike.
        known = next(iter(bounds.values()), None)
        characters, tokens = map("{:,}".format, known) if known else ("some", "some")
        causes[:0] = [
            "its text is no UTF-8",
            f"its text is longer than {characters} characters",
            f"its text has more than {tokens} / n tokens in a batch of n rows",
        ]
    text = (
        f"`valid` is False where a row has no answer: {', '.join(causes[:-1])}, or "
        f"{causes[-1]}. Its other outputs are then empty and 0. No row spoils another."
    )
    if "text" in reads:
        text += f" An empty text is answered, and valid: {answer_to_nothing(gives)}."
    return textwrap.wrap(text, WIDTH)


def answer_to_nothing(outputs: set[str]) -> str:
    """Say what an empty text gives, by the outputs of all signatures."""
    if "tags" in outputs:
        return "it has no words and no tags"
    if "label" in outputs:
        return "it gets the label that the model gives to no words"
    if "source_tokens" in outputs:
        return "it gets what the model writes after it read nothing"
    return "it gets what the model writes with nothing before it"
