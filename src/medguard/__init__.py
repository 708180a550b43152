"""medguard: the guard that a medical use of a language model stands behind."""
