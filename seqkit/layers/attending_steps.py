"""One step of `AttentiveDecoder`, and its gradient, as functions of tensors.

The order of attention and recurrent step is that of Bahdanau or that of Luong. A step
carries `(state, fed)`, as `AttentiveDecoder` does.
"""

from dataclasses import dataclass

from keras import ops

from seqkit.backend.slopes import through_sigmoid
from seqkit.backend.slopes import through_tanh
from seqkit.layers.levels_of_step import Levels
from seqkit.layers.products_of_steps import product
from seqkit.layers.products_of_steps import summed
from seqkit.layers.products_of_steps import summed_product
from seqkit.layers.scorings import Scoring
from seqkit.layers.scorings import attend
from seqkit.layers.scorings import of_memory
from seqkit.layers.scorings import of_scores


@dataclass(frozen=True)
class AttendingStep:
    """The common part of `AttendsBefore` and `AttendsAfter`.

    A subclass has four methods. `forward(hoisted, carried)` runs a step, and returns
    what it carries, three tensors that are stacked over all steps, and a nest of
    tensors that only `backward` reads. `backward(of_carried, upstream, stacked, kept,
    sums, transposed)` computes the gradients of a step: it returns those of what was
    carried, a nest that begins with the gradients of all products and is stacked over
    all steps, and the gradients that are added up. `transposed()` returns transposed
    kernels for `backward`, computed once and not in each step. `of_weights(stacked,
    before, after, left, sums)` computes the other gradients from tensors of all steps:
    it returns nests of those of the memory and of the weights.

    Args:
        levels: `Levels` of the stack.
        scoring: `Scoring` of the attention.
        memory: tuple, the result of `AttentionLayer.prepare`.
        asks: tuple of tensors, the weights of the scoring.
        beside: tuple of two, kernel and bias: of the readout if it is in the loop, or
            of the gate of the context; `()` without a gate.
    """

    levels: Levels
    scoring: Scoring
    memory: tuple
    asks: tuple
    beside: tuple

    def start(self):
        """Return zeros for the gradients that `backward` adds up."""
        return self.scoring.start(self.memory[1], self.asks)

    def through_attention(self, of_context, of_shares, asked, shares, sums):
        """Return the gradient of the query, those to stack, and those added up."""
        values, keys, _ = self.memory
        scores = of_scores(of_context, of_shares, shares, values)
        of_query, of_asked, sums = self.scoring.backward(
            scores, asked, keys, self.asks, sums
        )
        return of_query, (of_context, scores, of_asked), sums

    def of_attention(self, queries, shares, left, sums):
        """Return the gradients of values, keys and the weights of the scoring."""
        of_context, scores, of_asked = left
        of_keys, of_asks = self.scoring.after(scores, of_asked, queries, sums)
        return of_memory(shares, of_context), of_keys, of_asks


class AttendsAfter(AttendingStep):
    """Luong's order: the outputs of a step are read in it, and fed to the next one."""

    def forward(self, hoisted, carried):
        state, fed = carried
        outputs, state, kept = self.levels.forward(fed, hoisted, state)
        context, shares = attend(self.scoring, outputs, self.memory, self.asks)
        kernel, bias = self.beside
        joined = ops.concatenate([outputs, ops.cast(context, "float32")], axis=-1)
        moved = ops.tanh(product(joined, kernel) + bias)
        return (state, moved), (shares, moved, joined), kept

    def backward(self, of_carried, upstream, stacked, kept, sums, transposed):
        (of_state, of_fed), (of_shares, of_moved, _) = of_carried, upstream
        shares, moved, joined = stacked
        levels, kernel = transposed
        of_sum = through_tanh(moved, of_fed + of_moved)
        units = of_state[-1][0].shape[-1]
        of_joined = product(of_sum, kernel)
        of_outputs, of_context = of_joined[:, :units], of_joined[:, units:]
        of_query, left, sums = self.through_attention(
            of_context, of_shares, joined[:, :units], shares, sums
        )
        of_fed, before, of_products = self.levels.backward(
            of_outputs + of_query, of_state, kept, levels
        )
        return (before, of_fed), (of_products, left, (of_sum,)), sums

    def transposed(self):
        return self.levels.transposed(), ops.transpose(self.beside[0])

    def of_weights(self, stacked, before, after, left, sums):
        (*before, fed), (*after, _) = before, after
        shares, _, joined = stacked
        of_products, of_looks, (of_sum,) = left
        queries = joined[..., : after[-1].shape[-1]]
        values, keys, asks = self.of_attention(queries, shares, of_looks, sums)
        levels = self.levels.of_weights(fed, before, after, of_products)
        beside = summed_product(joined, of_sum), summed(of_sum)
        return (values, keys), (levels, asks, beside)


class AttendsBefore(AttendingStep):
    """Bahdanau's order: the query is the last state; the step reads the context."""

    def forward(self, hoisted, carried):
        state, fed = carried
        query = state[-1][0]
        asked = self.scoring.ask(query, self.asks)
        context, shares = attend(self.scoring, asked, self.memory, self.asks)
        context = shown = ops.cast(context, "float32")
        kept = asked, context
        if self.beside:
            kernel, bias = self.beside
            gate = ops.sigmoid(product(query, kernel) + bias)  # (batch, 1)
            shown, kept = gate * context, (asked, context, gate)
        outputs, state, of_levels = self.levels.forward(shown, hoisted, state)
        return (state, fed), (shares, outputs, shown), (of_levels, kept)

    def backward(self, of_carried, upstream, stacked, kept, sums, transposed):
        of_state, fed = of_carried
        of_shares, of_outputs, of_shown = upstream
        of_levels, (asked, context, *gate) = kept
        levels, kernel = transposed
        through, before, of_products = self.levels.backward(
            of_outputs, of_state, of_levels, levels
        )
        of_context, of_gate = of_shown + through, ()
        if gate:
            of_gate = ops.sum(of_context * context, axis=-1, keepdims=True)
            of_gate = (through_sigmoid(gate[0], of_gate),)  # (batch, 1)
            of_context = gate[0] * of_context
        of_query, left, sums = self.through_attention(
            of_context, of_shares, asked, stacked[0], sums
        )
        if gate:
            of_query = of_query + product(of_gate[0], kernel)
        *before, (of_h, *others) = before
        before = (*before, (of_h + of_query, *others))
        return (before, fed), (of_products, left, of_gate), sums

    def transposed(self):
        kernel = ops.transpose(self.beside[0]) if self.beside else ()
        return self.levels.transposed(), kernel

    def of_weights(self, stacked, before, after, left, sums):
        shares, _, shown = stacked
        of_products, of_looks, of_gate = left
        queries = before[-1]
        values, keys, asks = self.of_attention(queries, shares, of_looks, sums)
        levels = self.levels.of_weights(shown, before, after, of_products)
        beside = tuple(
            part
            for each in of_gate
            for part in (summed_product(queries, each), summed(each))
        )
        return (values, keys), (levels, asks, beside)
