"""The ledger: the chain of its lines, the tree over them, the signed head, and what is proven from it offline."""
