"""Layers, from tensors to tensors, of which the models are built."""

from seqkit.layers.attention_over_time import AttentionOverTime
from seqkit.layers.attentive_decoder import AttentiveDecoder
from seqkit.layers.bahdanau_attention import BahdanauAttention
from seqkit.layers.character_encoder import CharacterEncoder
from seqkit.layers.crf import CRF
from seqkit.layers.even_attention import EvenAttention
from seqkit.layers.gaussian_latent import GaussianLatent
from seqkit.layers.last_over_time import LastOverTime
from seqkit.layers.luong_attention import LuongAttention
from seqkit.layers.max_over_time import MaxOverTime
from seqkit.layers.mean_over_time import MeanOverTime
from seqkit.layers.mixture_density import MixtureDensity
from seqkit.layers.ngram_embedding import NgramEmbedding
from seqkit.layers.one_hot import OneHot
from seqkit.layers.real_steps import RealSteps
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.layers.reduce_time import ReduceTime
from seqkit.layers.skip_gram_embedding import SkipGramEmbedding
from seqkit.layers.spelled_embedding import SpelledEmbedding
from seqkit.layers.word_dropout import WordDropout
from seqkit.layers.word_embedding import WordEmbedding

__all__ = [
    "CRF",
    "AttentionOverTime",
    "AttentiveDecoder",
    "BahdanauAttention",
    "CharacterEncoder",
    "EvenAttention",
    "GaussianLatent",
    "LastOverTime",
    "LuongAttention",
    "MaxOverTime",
    "MeanOverTime",
    "MixtureDensity",
    "NgramEmbedding",
    "OneHot",
    "RealSteps",
    "RecurrentStack",
    "ReduceTime",
    "SkipGramEmbedding",
    "SpelledEmbedding",
    "WordDropout",
    "WordEmbedding",
]
