"""The ledger: one append-only, chained line for every deed. Nothing personal stands in it."""
