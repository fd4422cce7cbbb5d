"""Sealed values: each person's data under a key of their own, so that destroying the key destroys the data wherever
copies of it lie. No Django, no SQL: where keys and values are kept is behind the ports `KeyStore` and `SealedValues`.

`sealing` one value; `masters` and `masterfile` the keys above all keys; `normal` and `blind` finding without opening;
`vault` the whole; `rotation` another master key; `memory` a store without a disk. docs/sealing.md says what it is worth."""
