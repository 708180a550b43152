"""The network of both languages: the first layers of a small public encoder, told of what sort each piece is, naming every piece.

The sort (how a word is written and what stood before it; how long a run of digits is) comes in through the table that BERT keeps
for sentence A and B, which one text does not need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Size(NamedTuple):
    """Of one language's network; ``sorts`` is how many there are of pieces, ``places`` how many pieces are read at once."""

    hidden: int
    heads: int
    inner: int
    places: int
    sorts: int


class Layer(nn.Module):
    def __init__(self, size: Size, drop: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.qkv = nn.Linear(size.hidden, 3 * size.hidden)
        self.out = nn.Linear(size.hidden, size.hidden)
        self.norm1 = nn.LayerNorm(size.hidden, eps=1e-12)
        self.up = nn.Linear(size.hidden, size.inner)
        self.down = nn.Linear(size.inner, size.hidden)
        self.norm2 = nn.LayerNorm(size.hidden, eps=1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        b, n, hidden = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(b, n, hidden))))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Tagger(nn.Module):
    def __init__(self, vocabulary: int, labels: int, layers: int, size: Size, drop: float = 0.1) -> None:
        super().__init__()
        self.size = size
        self.words = nn.Embedding(vocabulary, size.hidden)
        self.places = nn.Embedding(size.places, size.hidden)
        self.shapes = nn.Embedding(size.sorts, size.hidden)
        self.norm = nn.LayerNorm(size.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, drop) for _ in range(layers))
        self.drop = nn.Dropout(drop)
        self.head = nn.Linear(size.hidden, labels)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None) -> Tensor:
        """``mask``: true where a piece is; without it every row is full."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.shapes(shapes) + self.places(places)))
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.head(self.drop(x))


def from_bert(w: Mapping[str, Tensor], keep: Sequence[int], rows: Sequence[int], labels: int, size: Size) -> Tagger:
    """The chosen layers and vocabulary rows of a BERT; each layer keeps its ``size.inner`` strongest inner neurons.

    ``w`` has the names that BERT's own weights have, without a prefix.
    """
    net = Tagger(len(rows), labels, len(keep), size)
    with torch.no_grad():
        net.words.weight.copy_(w["embeddings.word_embeddings.weight"][list(rows)])
        net.places.weight.copy_(w["embeddings.position_embeddings.weight"][: size.places])
        torch.manual_seed(7)
        net.shapes.weight.copy_(
            w["embeddings.token_type_embeddings.weight"][0] + 0.01 * torch.randn(size.sorts, size.hidden)
        )
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
            best = (up.norm(dim=1) * down.norm(dim=0)).topk(size.inner).indices.sort().values
            layer.up.weight.copy_(up[best])
            layer.up.bias.copy_(w[f"{p}intermediate.dense.bias"][best])
            layer.down.weight.copy_(down[:, best])
            layer.down.bias.copy_(w[f"{p}output.dense.bias"])
    return net
