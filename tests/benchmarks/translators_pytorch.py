"""The network of `seqkit.Seq2Seq` in PyTorch, as its users write it.

A GRU reads packed sources both ways; a loop over `nn.GRUCell` attends, and is fed its
own outputs. Embeddings are tied, and dropout and label smoothing are those of seqkit.
"""

from collections.abc import Callable

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils import rnn

from tests.benchmarks.translation_files import read_batches
from tests.benchmarks.translation_files import with_end

PADDING = 0
DROPOUT, SMOOTHING = 0.3, 0.1
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Luong(nn.Module):
    """Attend after the recurrent step, and feed the readout to the next one."""

    def __init__(self, units):
        super().__init__()
        self.project = nn.Linear(2 * units, units, bias=False)
        self.cell = nn.GRUCell(2 * units, units)
        self.read = nn.Linear(3 * units, units)

    def forward(self, inputs, memory, padding, h):
        keys, moved, outputs = self.project(memory), torch.zeros_like(h), []
        for step in inputs.unbind(1):
            h = self.cell(torch.cat([step, moved], -1), h)
            scores = (keys @ h[..., None]).squeeze(-1)  # (batch, source)
            context = attended(scores, padding, memory)
            moved = torch.tanh(self.read(torch.cat([h, context], -1)))
            outputs.append(moved)
        return torch.stack(outputs, 1)


class Bahdanau(nn.Module):
    """Attend before the recurrent step, and read out all steps after the loop."""

    def __init__(self, units):
        super().__init__()
        self.project = nn.Linear(2 * units, units)
        self.ask = nn.Linear(units, units, bias=False)
        self.compare = nn.Linear(units, 1, bias=False)
        self.cell = nn.GRUCell(3 * units, units)
        self.read = nn.Linear(4 * units, units)

    def forward(self, inputs, memory, padding, h):
        keys, outputs = self.project(memory), []
        for step in inputs.unbind(1):
            hidden = torch.tanh(self.ask(h)[:, None] + keys)  # (batch, source, units)
            context = attended(self.compare(hidden).squeeze(-1), padding, memory)
            h = self.cell(torch.cat([step, context], -1), h)
            outputs.append(torch.cat([h, context], -1))
        outputs = torch.cat([torch.stack(outputs, 1), inputs], -1)
        return torch.tanh(self.read(outputs))


def attended(scores, padding, memory):
    """Return the context, float `(batch, features)`."""
    weights = scores.masked_fill(padding, -torch.inf).softmax(-1)
    return (weights[:, None] @ memory).squeeze(1)


class Translator(nn.Module):
    """Read a source, and compute the logits of each target token."""

    def __init__(self, tokens, units, attention):
        super().__init__()
        self.embed = nn.Embedding(tokens, units, padding_idx=PADDING)
        self.encoder = nn.GRU(units, units, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * units, units)
        self.decoder = {"luong": Luong, "bahdanau": Bahdanau}[attention](units)
        self.drop = nn.Dropout(DROPOUT)
        nn.init.normal_(self.embed.weight, std=units**-0.5)

    def forward(self, source, lengths, before):
        vectors = rnn.pack_padded_sequence(
            self.drop(self.embed(source)),
            lengths,
            batch_first=True,
            enforce_sorted=False,
        )
        packed, last = self.encoder(vectors)
        memory, _ = rnn.pad_packed_sequence(
            packed, batch_first=True, total_length=source.shape[1]
        )
        h = torch.tanh(self.bridge(torch.cat([last[0], last[1]], -1)))
        outputs = self.decoder(
            self.drop(self.embed(before)), self.drop(memory), source == PADDING, h
        )
        return self.drop(outputs) @ self.embed.weight.T


def trainer(
    folder: str, tokens: int, units: int, attention: str
) -> Callable[[], object]:
    """Return a function that trains once on each batch of a folder.

    The arguments are those of `translators_keras.trainer`.
    """
    model = Translator(tokens, units, attention).to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    batches = [
        [torch.tensor(ids).long() for ids in (with_end(source), before, after)]
        for (source, before), after in read_batches(folder)
    ]
    # The lengths stay on the CPU, where `pack_padded_sequence` takes them.
    batches = [
        ((source != PADDING).sum(1), *(ids.to(DEVICE) for ids in (source, *others)))
        for source, *others in batches
    ]

    def train():
        for lengths, source, before, after in batches:
            logits = model(source, lengths, before).flatten(0, 1)
            loss = cross_entropy(
                logits,
                after.flatten(),
                ignore_index=PADDING,
                label_smoothing=SMOOTHING,
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if DEVICE == "cuda":
            torch.cuda.synchronize()

    return train
