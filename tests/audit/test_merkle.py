"""The tree is that of RFC 9162: the reference vectors of Certificate Transparency, a naive tree beside ours, and proofs that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medguard.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    fold,
    inclusion_proof,
    leaf_hash,
    node_hash,
    tree_root,
)

INPUTS = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the first 0, 1 … 8 inputs: certificate-transparency, ``merkletree/merkle_tree_test.cc``."""
PATHS = {
    (0, 1): [],
    (0, 8): ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"],
    (5, 8): ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"],
}  # fmt: skip
CONSISTENCY = {
    (1, 1): [],
    (1, 8): ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"],
    (6, 8): ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    (2, 5): ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"],
}  # fmt: skip
LEAVES = [leaf_hash(one) for one in INPUTS]


class Kept:
    """Every hash of a tree, as our tables keep it: full tiles, and the level below at the right edge."""

    def __init__(self, leaves):
        self.levels = [list(leaves)]
        while len(self.levels[-1]) >= 256:
            level = self.levels[-1]
            self.levels.append([fold(level[at : at + 256]) for at in range(0, len(level) - 255, 256)])

    def hashes(self, tile_level, first, count):
        assert first // 256 == (first + count - 1) // 256  # within one tile
        found = self.levels[tile_level][first : first + count]
        if len(found) != count:
            raise ProofError("missing")
        return found


def naive(leaves):
    """RFC 9162 section 2.1.1, as it stands there."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(naive(leaves[:k]), naive(leaves[k:]))


def many(count):
    return [leaf_hash(b"%d" % n) for n in range(count)]


def test_the_roots_are_those_of_the_reference():
    frontier, found = Frontier(), [EMPTY_ROOT.hex()]
    for leaf in LEAVES:
        frontier.add(leaf)
        found.append(frontier.root().hex())
    assert found == ROOTS
    assert [tree_root(Kept(LEAVES), size).hex() for size in range(9)] == ROOTS


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_the_inclusion_paths_are_those_of_the_reference(index, size):
    path = inclusion_proof(Kept(LEAVES), index, size)
    assert [one.hex() for one in path] == PATHS[index, size]
    check_inclusion(LEAVES[index], index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_the_consistency_proofs_are_those_of_the_reference(old, size):
    proof = consistency_proof(Kept(LEAVES), old, size)
    assert [one.hex() for one in proof] == CONSISTENCY[old, size]
    check_consistency(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), proof)


def test_every_leaf_of_every_small_tree_is_proven_and_no_other():
    for size in range(1, 40):
        leaves, root = many(size), naive(many(size))
        for index in range(size):
            path = inclusion_proof(Kept(leaves), index, size)
            check_inclusion(leaves[index], index, size, path, root)
            for other in range(size):
                if other != index:
                    with pytest.raises(ProofError):
                        check_inclusion(leaves[other], index, size, path, root)
                    with pytest.raises(ProofError):
                        check_inclusion(leaves[index], other, size, path, root)


def test_every_two_small_trees_are_proven_to_go_on_from_one_another_and_no_others():
    for size in range(40):
        leaves = many(size)
        for old in range(size + 1):
            proof = consistency_proof(Kept(leaves), old, size)
            before, now = naive(leaves[:old]), naive(leaves)
            check_consistency(old, before, size, now, proof)
            for wrong in ((old, bytes(32), size, now), (old, before, size, bytes(32)), (size + 1, before, size, now)):
                if wrong != (old, before, size, now):
                    if old == 0 and wrong[1] == before and wrong[0] == old:
                        continue  # an empty log says nothing of what comes
                    with pytest.raises(ProofError):
                        check_consistency(*wrong, proof)


@given(st.integers(1, 70_000), st.data())
def test_large_trees_are_proven_from_tiles(size, data):
    leaves = BIG[:size]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    kept = Kept(leaves)
    root = tree_root(kept, size)
    frontier = Frontier()
    check_inclusion(leaves[index], index, size, inclusion_proof(kept, index, size), root)
    check_consistency(old, tree_root(kept, old), size, root, consistency_proof(kept, old, size))
    if size < 2000:
        for leaf in leaves:
            frontier.add(leaf)
        assert frontier.root() == root == naive(leaves)
        assert Frontier.decoded(size, frontier.encoded()) == frontier


BIG = many(70_000)


@given(
    st.integers(-2, 2**64),
    st.integers(-2, 2**64),
    st.lists(st.binary(min_size=32, max_size=32), max_size=70),
    st.binary(min_size=32, max_size=32),
)
def test_what_is_made_up_proves_nothing(one, other, proof, root):
    with pytest.raises(ProofError):
        check_inclusion(LEAVES[0], one, other, proof, root)
    if not (one == 0 and not proof) and one != other:
        with pytest.raises(ProofError):
            check_consistency(one, bytes(32), other, root, proof)


@given(st.integers(1, 300), st.data())
def test_a_proof_with_a_changed_lost_or_added_step_proves_nothing(size, data):
    leaves = BIG[:size]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root = naive(leaves)
    for proof, check in (
        (
            inclusion_proof(Kept(leaves), index, size),
            lambda changed: check_inclusion(leaves[index], index, size, changed, root),
        ),
        (
            consistency_proof(Kept(leaves), old, size),
            lambda changed: check_consistency(old, naive(leaves[:old]), size, root, changed),
        ),
    ):
        check(proof)
        at = data.draw(st.integers(0, len(proof)))
        wrong = [[*proof[:at], bytes(32), *proof[at:]]]
        if at < len(proof):
            wrong += [[*proof[:at], *proof[at + 1 :]], [*proof[:at], bytes(32), *proof[at + 1 :]]]
        for changed in wrong:
            with pytest.raises(ProofError):
                check(changed)


@pytest.mark.parametrize(
    ("size", "edge"), [(-1, b""), (0, b"x"), (1, b""), (3, bytes(32)), (3, bytes(65)), (2, bytes(64)), (1, "x" * 32)]
)
def test_an_edge_that_does_not_fit_its_size_is_none(size, edge):
    with pytest.raises(ProofError):
        Frontier.decoded(size, edge)


def test_what_is_outside_the_tree_is_not_proven():
    for index, size in ((8, 8), (-1, 8), (0, 0)):
        with pytest.raises(ValueError, match="not in the tree"):
            inclusion_proof(Kept(LEAVES), index, size)
    for old in (-1, 9):
        with pytest.raises(ValueError, match="larger"):
            consistency_proof(Kept(LEAVES), old, 8)
