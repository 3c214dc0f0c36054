"""The contestant of `training` in PyTorch; on a GPU it runs cuDNN."""

from collections.abc import Callable

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from tests.benchmarks.random_tokens import TOKENS
from tests.benchmarks.random_tokens import one_batch

LAYERS = {"lstm": nn.LSTM, "gru": nn.GRU}
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class LanguageModel(nn.Module):
    """Embed tokens, run a recurrence, and compute logits."""

    def __init__(self, cell, units, depth, bidirectional):
        super().__init__()
        both = {"batch_first": True, "bidirectional": bidirectional}
        self.embed = nn.Embedding(TOKENS, units)
        self.layers = LAYERS[cell](units, units, depth, **both)
        self.head = nn.Linear(units * (1 + bidirectional), TOKENS)

    def forward(self, tokens):
        return self.head(self.layers(self.embed(tokens))[0])


def trainer(
    cell: str,
    units: int,
    depth: int,
    batch: int,
    steps: int,
    batches: int,
    bidirectional: bool = False,
    bfloat16: bool = False,
) -> Callable[[], object]:
    """Return a function that trains on `batches` batches.

    Args:
        bfloat16: bool, run the network under `torch.autocast`.
    """
    model = LanguageModel(cell, units, depth, bidirectional).to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    inputs, targets = (
        torch.tensor(ids).long().to(DEVICE) for ids in one_batch(batch, steps)
    )

    def train():
        for _ in range(batches):
            with torch.autocast(DEVICE, torch.bfloat16, enabled=bfloat16):
                logits = model(inputs).flatten(0, 1)
                loss = cross_entropy(logits, targets.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if DEVICE == "cuda":
            torch.cuda.synchronize()

    return train
