"""The signatures of an exported transcriber: texts, their steps, and chunks."""

import keras
from keras import ops

from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.models.codec_input import endpoint_inputs
from seqkit.text.endpoint_kinds import Text
from seqkit.types import Endpoint

LONGEST = 20_000  # the most encoded steps that an export reads


def transcriber_endpoints(model: keras.Model) -> dict[str, Endpoint]:
    """Return the signatures of a `Transcriber`; see its `endpoints`."""
    beams = model.decoding_beams
    outputs = {
        "text": Text(model.vocabulary, "what is said; it may be empty"),
        "score": Numbers(meaning="the score of the text, in nats"),
    }

    def transcribe(**inputs):
        (steps,) = inputs.values()
        found = model.transcribe_steps(steps, beams=beams)
        return {"text": found["tokens"], "score": found["score"]}

    inputs = endpoint_inputs(model.codec)
    endpoints = {
        name: Endpoint(
            transcribe,
            {kind.name: kind},
            outputs,
            LONGEST,
            copies=max(beams, 1),
            columns=columns,
        )
        for name, (kind, columns) in inputs.items()
    }
    usual = endpoints["serving_default"]
    endpoints["align"] = Endpoint(
        _aligning(model, beams),
        usual.inputs,
        outputs | _places(model),
        LONGEST,
        copies=max(beams, 1),
        columns=usual.columns,
    )
    return endpoints | _chunks(model)


def _places(model):
    """Return the kinds of the outputs of `align`."""
    seconds = model.seconds_per_step
    unit = "steps" if seconds is None else f"steps of {seconds:g} s"
    return {
        "tokens": Names(
            tuple(model.vocabulary.tokens), 'the tokens of the text; "" beyond'
        ),
        "first": Numbers(
            "int32", f"the first step of each token, in {unit}; -1 beyond"
        ),
        "last": Numbers("int32", "the last step of each token; -1 beyond"),
    }


def _aligning(model, beams):
    """Return the function of the signature `align`."""

    def align(**inputs):
        (steps,) = inputs.values()
        found = model.transcribe_steps(steps, beams=beams)
        tokens = found["tokens"]
        places = model.align_steps((steps, tokens))
        return {
            "text": tokens,
            "score": found["score"],
            "tokens": ops.where(ops.equal(tokens, 0), -1, tokens),
            "first": places["first"],
            "last": places["last"],
        }

    return align


def _chunks(model):
    """Return the signatures `start` and `step`, if the model reads chunks."""
    chunk_kind = getattr(model.codec, "chunk_kind", None)
    if model.bidirectional or chunk_kind is None or model.codec.reads_whole:
        return {}
    nest = model.start(1)
    layers = keras.tree.flatten(nest)
    names = [f"state_{place}" for place in range(len(layers))]
    buffer = model.codec.chunk_state(model.stride)
    kinds = {
        name: Numbers(
            keras.backend.standardize_dtype(part.dtype),
            "the state of the last call",
            tuple(part.shape[1:]),
            finite="float" in str(part.dtype),
        )
        for name, part in zip(names, layers, strict=True)
    } | buffer
    meaning = "the text of the chunk, without the space before a word; it may be empty"
    text = {"text": Text(model.vocabulary, meaning)}

    def start(streams):
        rows = ops.shape(streams)[0]
        state = keras.tree.flatten(model.start(rows))
        first = model.codec.start_chunks(rows, model.stride)
        return dict(zip(names, state, strict=True)) | first

    def step(samples, **given):
        kept = {name: given[name] for name in buffer}
        steps, kept = model.codec.encode_chunk(samples, kept, model.stride)
        state = [given[name] for name in names]
        state = keras.tree.pack_sequence_as(nest, state)
        tokens, state = model.step(steps, state)
        state = dict(zip(names, keras.tree.flatten(state), strict=True))
        return {"text": tokens} | state | kept

    streams = {"streams": Numbers("int32", "a number, such as 0, for each sound")}
    return {
        "start": Endpoint(start, streams, kinds, LONGEST),
        "step": Endpoint(
            step, {"samples": chunk_kind()} | kinds, text | kinds, LONGEST
        ),
    }
