"""The network: the first layers of all-MiniLM-L6-v2, told how each word is written, naming every word piece.

MiniLM reads lower case only. How a word was written (lower, Title, CAPS, with digits) and what stood before it (nothing, a
space, a new line) comes in through the table that BERT keeps for sentence A and B, which one text does not need.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

HIDDEN, HEADS, POSITIONS, SHAPES = 384, 12, 258, 24
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Layer(nn.Module):
    def __init__(self, inner: int, drop: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, inner)
        self.down = nn.Linear(inner, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(b, n, HIDDEN))))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Tagger(nn.Module):
    def __init__(self, vocabulary: int, labels: int, layers: int = 3, inner: int = 1536, drop: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, HIDDEN)
        self.places = nn.Embedding(POSITIONS, HIDDEN)
        self.shapes = nn.Embedding(SHAPES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(inner, drop) for _ in range(layers))
        self.drop = nn.Dropout(drop)
        self.head = nn.Linear(HIDDEN, labels)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.shapes(shapes) + self.places(places)))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.head(self.drop(x))


def from_minilm(path: Path, keep: list[int], rows: list[int], labels: int, inner: int = 1536) -> Tagger:
    """The chosen layers and vocabulary rows of MiniLM; with ``inner`` < 1536 each layer keeps its strongest inner neurons."""
    w = load_file(path)
    net = Tagger(len(rows), labels, len(keep), inner)
    with torch.no_grad():
        net.words.weight.copy_(w["embeddings.word_embeddings.weight"][rows])
        net.places.weight.copy_(w["embeddings.position_embeddings.weight"][:POSITIONS])
        torch.manual_seed(7)
        net.shapes.weight.copy_(w["embeddings.token_type_embeddings.weight"][0] + 0.01 * torch.randn(SHAPES, HIDDEN))
        net.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
        net.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
        for layer, n in zip(net.layers, keep, strict=True):
            p = f"encoder.layer.{n}."
            for part in ("weight", "bias"):
                layer.qkv.get_parameter(part).copy_(
                    torch.cat([w[f"{p}attention.self.{x}.{part}"] for x in ("query", "key", "value")])
                )
                layer.out.get_parameter(part).copy_(w[f"{p}attention.output.dense.{part}"])
                layer.norm1.get_parameter(part).copy_(w[f"{p}attention.output.LayerNorm.{part}"])
                layer.norm2.get_parameter(part).copy_(w[f"{p}output.LayerNorm.{part}"])
            up, down = w[f"{p}intermediate.dense.weight"], w[f"{p}output.dense.weight"]
            best = (up.norm(dim=1) * down.norm(dim=0)).topk(inner).indices.sort().values
            layer.up.weight.copy_(up[best])
            layer.up.bias.copy_(w[f"{p}intermediate.dense.bias"][best])
            layer.down.weight.copy_(down[:, best])
            layer.down.bias.copy_(w[f"{p}output.dense.bias"])
    return net
