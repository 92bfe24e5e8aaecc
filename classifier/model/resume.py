"""An encoder again from the ONNX that was made of it, so that it can go on learning.

What 8 bits could not hold is lost: it starts from what is shipped, and from no better weights that
nobody else has. Needs the extra ``reader``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from classifier.model.encoder import Encoder

TRAINED: Final = ("body.encoder.", "head.")
"""What is trained of an encoder, and made use of by the reader."""


def resumed(base: Path, model: bytes) -> Encoder:
    """Give the encoder of an ONNX model that `classifier.model.export` made.

    Parameters
    ----------
    base
        The folder of the pretrained encoder that it was made from: the embeddings of word pieces,
        which are never trained, are taken from there.
    model
        The ONNX model, with 8-bit weights.
    """
    encoder = Encoder.from_folder(base)
    weights = _weights(onnx.load_from_string(model))
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            if name.startswith(TRAINED):
                parameter.copy_(torch.from_numpy(weights[name]).view_as(parameter))
    encoder.eval()
    return encoder


def _weights(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Give what was trained, by the names that the encoder gives it."""
    known = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    weights = {name: value.copy() for name, value in known.items() if value.dtype == np.float32}
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            module = node.name.removeprefix("/").rpartition("/")[0].replace("/", ".")
            held = node.input[1].removesuffix("_quantized")
            scale, zero = known[f"{held}_scale"], known[f"{held}_zero_point"]
            whole = known[node.input[1]].astype(np.float32) - zero.astype(np.float32)
            weights[f"{module}.weight"] = np.ascontiguousarray((whole * scale).T)
    return weights
