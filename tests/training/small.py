"""Small pretrained encoders, texts and labels that the tests of training share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from classifier.model.fine_tune import Lessons, Schedule

WORDS = ["officer", "neighbour", "posted", "wrote", "it", "was", "late", "a", "picture", "."]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
RELEVANT = ["officer posted it .", "officer posted a picture .", "officer wrote it ."]
OTHER = ["neighbour posted it .", "neighbour posted a picture .", "officer was late ."]
TEXTS = (RELEVANT + OTHER) * 8
LESSONS = Lessons(
    texts=TEXTS,
    y=np.array(([1] * 3 + [0] * 3) * 8),
    group=np.arange(len(TEXTS)) % 2,
    borderline=np.zeros(len(TEXTS), dtype=np.bool_),
)
SCHEDULE = Schedule(epochs=12, rate=5e-3, head_rate=5e-3, decay=1.0, batch=8)


def write_base(folder: Path, *, width: int = 32, seed: int = 1) -> Path:
    """Write a pretrained encoder of two layers, so many numbers wide, that knows ten words."""
    torch.manual_seed(seed)
    vocabulary = {word: place for place, word in enumerate([*SPECIAL, *WORDS])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]").save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder
