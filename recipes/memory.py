"""Memory: over how many steps rnn, lstm and gru remember a letter, and why they forget.

Data: generated tasks, each a letter, digits at random, and the same letter again. 6,000
to 22,000 parameters, about 3 minutes on two cores: rnn recalls a letter after 40 steps,
lstm after 160, gru after 320. Two pictures, `memory_span.png` and `gradient_flow.png`,
are written beside the model.
"""

import seqkit
from seqkit.arguments import whole_number

CELLS = "rnn", "lstm", "gru"
LAGS = 5, 10, 20, 40, 80, 160, 320
TASKS = 3200  # of the last epoch
JUDGED = 256  # tasks of each lag that `evaluate` reads
FOLLOWED = 64  # tasks through which the gradient is followed


def load(*, lag: int = 40, seed: int = 0) -> tuple[list[str], list[str], list[str]]:
    """Return tasks of one lag in three parts: train, validation and test."""
    counts = TASKS, JUDGED, JUDGED
    return tuple(
        seqkit.explain.recall_tasks(lag, count, 3 * seed + part)
        for part, count in enumerate(counts)
    )


def build(
    vocabulary: "seqkit.Vocabulary",
    *,
    cell: str = "lstm",
    units: int = 64,
    depth: int = 1,
    learning_rate: float = 5e-3,
    longest: int = LAGS[-1],
) -> "seqkit.LanguageModel":
    """Build a compiled model of tasks with lags up to `longest`."""
    import keras

    model = seqkit.LanguageModel(
        vocabulary,
        units,
        depth,
        cell,
        embedding=16,
        # An export reads texts of 20 times as many characters.
        length=longest // 20 + 2,
    )
    optimizer = keras.optimizers.Adam(learning_rate, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=10)
    return model


def train(
    *,
    lags: tuple[int, ...] = LAGS,
    epochs: int = 6,
    batch_size: int = 64,
    learning_rate: float = 5e-3,
    units: int = 64,
    depth: int = 1,
    cell: str | None = None,
    save_to: str | None = "saved_models/memory",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.LanguageModel":
    """Train each cell on growing lags, and return the model that remembers longest.

    Args:
        lags: numbers of steps over which a letter is remembered, growing.
        epochs: int, the most epochs for a lag, of 50 updates each. A cell stops at the
            first lag that it has not solved by then.
        batch_size: int, tasks in a batch.
        learning_rate: float, the learning rate of Adam.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm" or "gru". None: all three.
        save_to: folder for the two pictures, `model.keras` and the exported versions.
            None: nothing is written.
        seed: int, for the initial weights and the tasks.
        resume: bool, load the model of a finished run. An interrupted run starts anew.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    from recipes import _next_steps

    checkpoints = seqkit.callbacks.Checkpoints(
        save_to, resume=resume, overwrite=overwrite
    )
    if checkpoints.finished:
        return checkpoints.load()
    seed = whole_number("seed", seed, 0)
    sizes = {"units": units, "depth": depth, "learning_rate": learning_rate}

    def build_cell(vocabulary, cell):
        return build(vocabulary, cell=cell, longest=max(lags), **sizes)

    cells = CELLS if cell is None else [cell]
    span = seqkit.explain.memory_span(
        build_cell,
        cells=cells,
        lags=lags,
        epochs=epochs,
        batch_size=batch_size,
        seed=seed,
    )
    print(span)
    best = max(cells, key=span.spans.get)
    model, lag = span.models[best], span.spans[best] or lags[0]
    draw(span, save_to, seed)
    print(f"\nOne more epoch of the {best}, with a lag of {lag}:")
    parts = map(seqkit.explain.recall_arrays, load(lag=lag, seed=seed)[:2])
    (ids, targets), validation = parts
    checkpoints.fit(
        model,
        ids,
        y=targets,
        batch_size=batch_size,
        validation_data=validation,
        epochs=1,
    )
    judge(model, lags, seed)
    example = seqkit.explain.recall_tasks(lags[0], 1, seed)[0][:-1]
    _next_steps.tell(save_to, "memory", example, lags=lags, seed=seed)
    return model


def draw(span: "seqkit.explain.MemorySpan", save_to: str | None, seed: int) -> None:
    """Draw accuracy by lag, and the gradient at the first lag that a cell forgets."""
    from pathlib import Path

    lag = min((stop for stop in span.stops.values() if stop), default=span.lags[-1])
    tasks = seqkit.explain.recall_tasks(lag, FOLLOWED, seed)
    # Without the end token, so that the last target is the letter.
    batch = tuple(part[:, :-1] for part in seqkit.explain.recall_arrays(tasks))
    flows = {
        cell: seqkit.explain.gradient_flow(model, batch)
        for cell, model in span.models.items()
    }
    for flow in flows.values():
        print(f"\n{flow}")
    if save_to is None:
        return
    try:
        pictures = {
            "memory_span": span.plot(title="Recalling a letter"),
            "gradient_flow": seqkit.plot.gradient_flow(
                flows, title=f"The gradient, back to a letter {lag} steps ago"
            ),
        }
    except ImportError as error:
        print(f"\nNo pictures: {error}")
        return
    Path(save_to).mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        picture.savefig(Path(save_to, f"{name}.png"))
        print(f"\nWritten: {Path(save_to, name)}.png", end="")
    print()


def judge(
    model: "seqkit.LanguageModel", lags: tuple[int, ...], seed: int
) -> dict[str, float]:
    """Print and return the share of new tasks that a model solves, by lag."""
    scores = {}
    for lag in lags:
        _, _, tasks = load(lag=lag, seed=seed)
        said = model.generate([task[:-1] for task in tasks], length=1, temperature=0)
        right = sum(one == other for one, other in zip(said, tasks, strict=True))
        scores[f"lag_{lag}"] = right / len(tasks)
        print(f"Test, lag {lag}: {scores[f'lag_{lag}']:.3f}")
    print(f"Guessing: {1 / 8:.3f}")
    return scores


def evaluate(
    model: "seqkit.LanguageModel", *, lags: tuple[int, ...] = LAGS, seed: int = 0
) -> dict[str, float]:
    """Evaluate a model on new tasks of each lag, also of lags that it has not learned.

    Returns:
        dict with `lag_5` and so on, the share of tasks of this lag that it solves.
    """
    return judge(model, lags, seed)


def demo(*, save_to: str = "saved_models/memory") -> None:
    """Train all cells, and let the exported model recall letters."""
    train(save_to=save_to)
    served = seqkit.serving.Served(save_to)
    for task in seqkit.explain.recall_tasks(30, 5, seed=1):
        (answer,) = served([task[:-1]])
        print(f"{task[:-1]} -> {answer['text'][len(task) - 1 :]}, expected {task[-1]}")
