"""A fine-tuned encoder as ONNX: with 8-bit weights, a quarter of the size. Needs ``reader``."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Final

import torch

from classifier.model.encoder import Encoder

_OPSET: Final = 17
_AXES: Final = {
    "ids": {0: "texts", 1: "pieces"},
    "mask": {0: "texts", 1: "pieces"},
    "log_odds": {0: "texts"},
}


def to_onnx(encoder: Encoder) -> bytes:
    """Give an encoder as ONNX: from ``ids`` and ``mask`` to ``log_odds``."""
    example = encoder.padded(encoder.pieces(["the first of two", "second"]))
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tracing: the test compares what comes out of it
        path = Path(folder) / "reader.onnx"
        torch.onnx.export(
            encoder,
            example,
            str(path),
            input_names=["ids", "mask"],
            output_names=["log_odds"],
            dynamic_axes=_AXES,
            opset_version=_OPSET,
            dynamo=False,
        )
        return path.read_bytes()


def quantised(model: bytes) -> bytes:
    """Give an ONNX model with 8-bit weights, a scale for each channel.

    The range is reduced to 7 bits, so that processors whose 8-bit products can overflow agree
    with those whose cannot.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        full.write_bytes(model)
        quantize_dynamic(
            full, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )
        return small.read_bytes()
